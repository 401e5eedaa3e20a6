"""Notifying by the bell: one unread notification for a member and a matter, raised instead of repeated."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.notifications.channels import Channel, Reason
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post


class BellChannel(Channel):
    name = Channel.BELL
    label = _("Bell")

    def deliver(
        self, post: Post, reasons: Mapping[int, Sequence[Reason]], earlier: Mapping[int, Delivery] | None
    ) -> list[Delivery]:
        earlier = earlier or {}
        kinds = {member: strongest.kind for member, (strongest, *_others) in reasons.items()}
        notifications = raise_again(post, kinds, earlier) if earlier else {}
        new = {member: kind for member, kind in kinds.items() if member not in notifications}
        notifications |= raise_for_post(post, new) if new else {}
        deliveries = []
        for member, kind in kinds.items():
            delivery = earlier.get(member) or Delivery(member_id=member, post=post, channel=self.name)
            delivery.kind, delivery.notification_id = kind.name, notifications.get(member)
            delivery.state, delivery.done_at = Delivery.State.SENT, timezone.now()
            if delivery.pk:
                delivery.save(update_fields=["kind", "notification", "state", "done_at"])
            else:
                deliveries.append(delivery)
        return deliveries

    def deliver_single(self, delivery: Delivery) -> None:
        detail, now = delivery.detail, timezone.now()
        fields = {f"{name}_id": detail[name] for name in ("topic", "post", "actor")} | {"detail": detail}
        unread = lock_unread(detail["matter"], {delivery.member_id: KINDS[delivery.kind]}, fields)
        pk = next((pk for pk, _rank in unread.values()), None)
        Notification.objects.filter(pk=pk).update(count=F("count") + 1, raised_at=now, **fields)
        Delivery.objects.filter(pk=delivery.pk).update(
            notification=pk, follow=detail["follow"], state=Delivery.State.SENT, done_at=now
        )


class Unread(NamedTuple):
    pk: int
    rank: int


def raise_for_post(post: Post, kinds: Mapping[int, Kind]) -> dict[int, int]:
    """Raise each member's unread notification of the post's topic, or make one; answer which it is.

    Called once for each post and member, inside the transaction that says so.
    """
    fields = {
        "topic_id": post.topic_id, "post_id": post.pk, "last_post_id": post.pk, "actor_id": post.author_id
    }  # fmt: skip
    unread = lock_unread(f"topic:{post.topic_id}", kinds, fields)
    rows = Notification.objects.filter(pk__in=[pk for pk, _rank in unread.values()])
    rows.update(count=F("count") + 1, actor=post.author_id, raised_at=timezone.now())
    # Reading up to the last post silences it, so an older one that is told of late does not take its place.
    rows.filter(Q(last_post=None) | Q(last_post__lt=post.pk)).update(last_post=post.pk)
    weaker: dict[Kind, list[int]] = defaultdict(list)
    for member, (pk, rank) in unread.items():
        if rank < kinds[member].rank:
            weaker[kinds[member]].append(pk)
    for kind, pks in weaker.items():
        Notification.objects.filter(pk__in=pks).update(kind=kind.name, rank=kind.rank)
    return {member: pk for member, (pk, _rank) in unread.items()}


def lock_unread(matter: str, kinds: Mapping[int, Kind], fields: Mapping[str, Any]) -> dict[int, Unread]:
    """Each member's unread notification of this matter, made where there is none, locked until the transaction ends."""
    unread: dict[int, Unread] = {}
    # Where the member reads it in this very moment it is not raised: they get a new one.
    for _try in range(2):
        missing = sorted(kinds.keys() - unread.keys())
        if missing:
            Notification.objects.bulk_create(
                [
                    Notification(
                        member_id=member,
                        kind=kinds[member].name,
                        rank=kinds[member].rank,
                        key=matter,
                        **fields,
                    )
                    for member in missing
                ],
                ignore_conflicts=True,
            )
            rows = Notification.objects.select_for_update(no_key=True).order_by("pk")
            rows = rows.filter(member__in=missing, key=matter, read_at=None)
            ranks = rows.values_list("pk", "member_id", "rank")
            unread |= {member: Unread(pk, rank) for pk, member, rank in ranks}
    return unread


def raise_again(post: Post, kinds: Mapping[int, Kind], earlier: Mapping[int, Delivery]) -> dict[int, int]:
    """Raise what told of the post before it was edited, if it is unread, without counting the post again.

    Answers which notification it is for each member.
    """
    told_by = [delivery.notification_id for member, delivery in earlier.items() if member in kinds]
    rows = Notification.objects.select_for_update(no_key=True).filter(pk__in=told_by, read_at=None)
    notifications = {}
    for row in rows.order_by("pk"):
        kind = kinds[row.member_id]
        if kind.rank > row.rank:
            row.kind, row.rank = kind.name, kind.rank
        row.actor_id, row.raised_at = post.author_id, timezone.now()
        row.save(update_fields=["kind", "rank", "actor", "raised_at"])
        notifications[row.member_id] = row.pk
    return notifications
