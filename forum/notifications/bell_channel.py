"""Notifying by the bell: one unread notification for a member and a matter, raised instead of repeated."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.database.prepared_writes import PreparedInsert
from forum.follows.models import Follow
from forum.notifications.channels import Channel, MemberReasons
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post


class BellChannel(Channel):
    name = Channel.BELL
    label = _("Bell")

    def deliver(self, post: Post, reasons: MemberReasons, visitors: Sequence[Follow] = ()) -> list[Delivery]:
        kinds = {member: strongest.kind for member, (strongest, *_others) in reasons.items()}
        created = {"topic_id": post.topic_id, "post_id": post.pk}
        notifications = raise_unread(f"topic:{post.topic_id}", kinds, created, {"actor_id": post.author_id})
        fields = {"post": post, "channel": self.name, "state": Delivery.State.SENT, "done_at": timezone.now()}
        return [
            Delivery(member_id=member, kind=kind.name, notification_id=notifications.get(member), **fields)
            for member, kind in kinds.items()
        ]

    def deliver_edit(
        self, post: Post, reasons: MemberReasons, earlier: Mapping[int, Delivery]
    ) -> list[Delivery]:
        kinds = {member: strongest.kind for member, (strongest, *_others) in reasons.items()}
        renewed = {member: delivery for member, delivery in earlier.items() if member in kinds}
        raised = raise_again(post, kinds, [delivery.notification_id for delivery in renewed.values()])
        rest = {member: theirs for member, theirs in reasons.items() if member not in raised}
        new = {delivery.member_id: delivery for delivery in self.deliver(post, rest)}
        for member, delivery in renewed.items():
            delivery.kind, delivery.done_at = kinds[member].name, timezone.now()
            if member in new:
                delivery.notification_id = new.pop(member).notification_id
            delivery.save(update_fields=["kind", "notification", "done_at"])
        return list(new.values())

    def deliver_single(self, member: User, delivery: Delivery) -> None:
        detail, kind = delivery.detail, KINDS[delivery.kind]
        about = {f"{name}_id": detail[name] for name in ("topic", "post", "actor")} | {"detail": detail}
        notifications = raise_unread(detail["matter"], {member.pk: kind}, {}, about)
        delivery.notification_id, delivery.follow_id = notifications.get(member.pk), detail["follow"]
        delivery.state, delivery.done_at = Delivery.State.SENT, timezone.now()
        delivery.save(update_fields=["notification", "follow", "state", "done_at"])


def raise_unread(
    matter: str, kinds: Mapping[int, Kind], created: Mapping[str, Any], latest: Mapping[str, Any]
) -> dict[int, int]:
    """Raise each member's unread notification of a matter, or make one; return them.

    Called once for each member and thing to tell, inside the transaction that saves the delivery. A new notification
    has the fields `created` and `latest`; one that is raised takes on `latest`, its kind if that ranks higher, and
    its actor unless that ranks lower: the sentence says what the actor did.
    """
    notifications: dict[int, int] = {}
    # Where the member reads it in this very moment it is not raised: they get a new one.
    for _try in range(2):
        missing = sorted(kinds.keys() - notifications.keys())
        fields = {"matter": matter, **created, **latest}
        new = [Notification(member_id=member, kind=kinds[member].name, **fields) for member in missing]
        _insert().insert_all(new)
        rows = Notification.objects.select_for_update(no_key=True).order_by("pk")
        unread = rows.filter(member__in=missing, matter=matter, read_at=None)
        notifications |= dict(unread.values_list("member_id", "pk"))
    for kind in set(kinds.values()):
        pks = [pk for member, pk in notifications.items() if kinds[member] is kind]
        not_stronger = Q(kind__in=[name for name, other in KINDS.items() if other.rank <= kind.rank])
        changes = {
            **latest,
            "kind": Case(When(not_stronger, then=Value(kind.name)), default=F("kind")),
            "actor_id": Case(
                When(not_stronger, then=Value(latest["actor_id"])),
                default=F("actor_id"),
                output_field=BigIntegerField(),
            ),
        }
        Notification.objects.filter(pk__in=pks).update(
            count=F("count") + 1, raised_at=timezone.now(), **changes
        )
    return notifications


@cache
def _insert() -> PreparedInsert[Notification]:
    return PreparedInsert(Notification, ignores=True)


def raise_again(post: Post, kinds: Mapping[int, Kind], pks: Iterable[int | None]) -> set[int]:
    """Raise those of these that are unread, without counting the post again; return their members."""
    rows = Notification.objects.select_for_update(no_key=True).order_by("pk")
    unread = list(rows.filter(pk__in=[pk for pk in pks if pk], read_at=None))
    for notification in unread:
        kind = kinds[notification.member_id]
        if kind.rank >= KINDS[notification.kind].rank:
            notification.kind, notification.actor_id = kind.name, post.author_id
        notification.raised_at = timezone.now()
        notification.save(update_fields=["kind", "actor", "raised_at"])
    return {notification.member_id for notification in unread}
