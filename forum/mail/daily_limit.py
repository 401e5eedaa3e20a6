"""How many single mails a member gets in a day. The others go out as one digest the next morning.

A day lasts from one morning of the member to the next, when that digest is due.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.mail.digest_kinds import OVERFLOW, single_kinds
from forum.mail.digests.mornings import last_morning, next_morning
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, NotificationPreference
from forum.posts.models import Post

State = Delivery.State


def within_limit(claimed: list[Delivery]) -> list[Delivery]:
    """Return those of the claimed mails that go out now; put the others aside for the digest."""
    kinds = single_kinds()
    single = [row for row in claimed if row.member_id and row.kind in kinds and row.counted_on is None]
    overflow = _count(single) if single else set()
    return [row for row in claimed if row.pk not in overflow]


@transaction.atomic
def _count(rows: list[Delivery]) -> set[int]:
    """Count these among the day's mails as far as there is room; put aside the others and return their ids."""
    # Locked, so that two workers cannot both send the last one of a day.
    locked = User.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    members = {
        member.pk: member
        for member in locked.select_related("notification_preference").filter(
            pk__in={row.member_id for row in rows}
        )
    }
    days = {member.pk: last_morning(member.time_zone).date() for member in members.values()}
    room = _room(members, days)
    counted: dict[date, list[int]] = defaultdict(list)
    overflow: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.member_id not in members:
            continue
        if room[row.member_id] > 0:
            room[row.member_id] -= 1
            counted[days[row.member_id]].append(row.pk)
        else:
            overflow[row.member_id].append(row)
    for day, ids in counted.items():
        Delivery.objects.filter(pk__in=ids).update(counted_on=day)
    for member, mails in overflow.items():
        _put_aside(members[member], mails)
    return {row.pk for mails in overflow.values() for row in mails}


def _room(members: Mapping[int, User], days: Mapping[int, date]) -> dict[int, float]:
    """Return how many more single mails each of these members may have today."""
    sent = Delivery.objects.filter(
        member__in=members, channel=Channel.MAIL, counted_on__in=set(days.values())
    )
    used: Counter[int] = Counter()
    for member, day, count in sent.values_list("member", "counted_on").annotate(n=Count("pk")):
        used[member] += count if day == days[member] else 0
    return {
        pk: (NotificationPreference.of(member).most_mails or float("inf")) - used[pk]
        for pk, member in members.items()
    }


def _put_aside(member: User, mails: list[Delivery]) -> None:
    wants_digest = NotificationPreference.of(member).wants(OVERFLOW, Channel.MAIL)
    messages = Post.objects.filter(pk__in=[mail.post_id for mail in mails], topic__board=None)
    # No digest tells of conversations: those over the limit are told by the bell alone.
    private = set(messages.values_list("pk", flat=True)) if wants_digest else set()
    for mail in mails:
        if wants_digest and mail.post_id not in private:
            mail.settle(State.OVERFLOW, due_at=next_morning(member.time_zone))
        else:
            mail.finish(State.SKIPPED, _("The member has reached their daily limit of emails."))


def write_overflow_mails() -> None:
    """Write one digest for each member whose morning has come and for whom mails were put aside."""
    due = Delivery.objects.filter(state=State.OVERFLOW, due_at__lte=timezone.now(), member__closed_at=None)
    zones = dict(due.order_by().values_list("member", "member__time_zone").distinct())
    until = timezone.now().isoformat()
    Delivery.objects.bulk_create(
        (
            Delivery(
                member_id=member,
                key=f"overflow:{last_morning(zone).date()}",
                channel=Channel.MAIL,
                kind="overflow",
                detail={"until": until},
            )
            for member, zone in zones.items()
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def overflow_of(digest: Delivery) -> QuerySet[Delivery]:
    """Return the mails that a digest of the overflow replaces."""
    until = datetime.fromisoformat(digest.detail["until"])
    return Delivery.objects.filter(member=digest.member_id, state=State.OVERFLOW, due_at__lte=until)
