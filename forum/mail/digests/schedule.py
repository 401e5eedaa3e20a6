"""When digests come: once a day or a week, in the member's own morning.

`DigestTime` says when each member's next one is due, so that none comes at another hour: neither to who has just
chosen the level, nor to who has gone to another time zone. What a digest says is found when it is sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.follows.models import DIGESTS, Follow, Level
from forum.mail.digests.mornings import next_morning
from forum.mail.models import DigestTime
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery

CHUNK = 500
LENGTH: dict[str, timedelta] = {Level.DAILY: timedelta(days=1), Level.WEEKLY: timedelta(days=7)}
# What a digest after a long pause looks back on.
LONGEST = {period: 3 * length for period, length in LENGTH.items()}
SETTLED = timedelta(minutes=1)  # a post that is younger may still be in a transaction that has not ended
SINCE = Coalesce("level_at", "created_at")  # when somebody began to follow at their level
DONE = [Delivery.State.SENT, Delivery.State.SKIPPED]


def write_due_digests() -> None:
    """Write the digests whose morning has come. Several workers may call, and each is written once."""
    while _note_new_members():
        pass
    while _move_to_new_zones():
        pass
    while _write_due():
        pass


def next_time(period: str, zone: str, after: datetime, last: datetime | None = None) -> datetime:
    """Return the member's first morning after this moment, about a period after their last digest if there was one."""
    moment = next_morning(zone, after)
    while (period == Level.WEEKLY and moment.weekday() != 0) or (last and moment - last < LENGTH[period] / 2):
        moment = next_morning(zone, moment)
    return moment


def _note_new_members() -> bool:
    """Write the first digest time of members who have begun to follow something at a digest's level."""
    digest_times = DigestTime.objects.filter(member=OuterRef("member"), period=OuterRef("level"))
    follows = Follow.objects.active(DIGESTS).filter(~Exists(digest_times), member__closed_at=None)
    grouped = follows.order_by().values("member", "member__time_zone", "level").annotate(since=Min(SINCE))
    new = list(grouped.order_by("member")[:CHUNK])
    lasts = _last_digests(row["member"] for row in new)
    rows = [
        DigestTime(
            member_id=row["member"],
            period=row["level"],
            zone=row["member__time_zone"],
            due_at=next_time(
                row["level"],
                row["member__time_zone"],
                row["since"],
                lasts.get((row["member"], row["level"])),
            ),
        )
        for row in new
    ]
    DigestTime.objects.bulk_create(rows, ignore_conflicts=True)
    return len(new) == CHUNK


def _last_digests(members: Iterable[int]) -> dict[tuple[int, str], datetime]:
    rows = Delivery.objects.filter(member__in=list(members), kind="digest", channel=Channel.MAIL)
    last = rows.order_by().values_list("member", "detail__period").annotate(at=Max("created_at"))
    return {(member, period): at for member, period, at in last}


def _move_to_new_zones() -> bool:
    """Move the next digest of members who have changed their time zone to a morning there."""
    moved = DigestTime.objects.exclude(zone=F("member__time_zone")).select_related("member")
    rows = list(moved.order_by("pk")[:CHUNK])
    for row in rows:
        row.zone = row.member.time_zone
        row.due_at = next_time(row.period, row.zone, timezone.now(), row.last_at)
    DigestTime.objects.bulk_update(rows, ["zone", "due_at"])
    return len(rows) == CHUNK


def _write_due() -> bool:
    due = DigestTime.objects.filter(due_at__lte=timezone.now())
    # The look before costs no lock, so an idle worker never holds up somebody who posts.
    return due.exists() and _write(due)


@transaction.atomic
def _write(due: QuerySet[DigestTime]) -> bool:
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    rows = list(due.select_related("member").order_by("due_at", "pk")[:CHUNK])
    following = set(
        Follow.objects.active(DIGESTS)
        .filter(member__in=[row.member_id for row in rows])
        .values_list("member", "level")
        .distinct()
    )
    due_rows = [
        row for row in rows if (row.member_id, row.period) in following and row.member.closed_at is None
    ]
    until = (timezone.now() - SETTLED).isoformat()
    Delivery.objects.bulk_create(
        (
            Delivery(
                member_id=row.member_id,
                key=f"{row.period}:{row.due_at.astimezone(timezone.get_default_timezone()):%Y-%m-%d.%H%M}",
                channel=Channel.MAIL,
                kind="digest",
                detail={"period": row.period, "until": until},
            )
            for row in due_rows
            if row.member.may_be_mailed
        ),
        ignore_conflicts=True,
    )
    for row in due_rows:
        _advance(row)
    DigestTime.objects.bulk_update(due_rows, ["due_at", "last_at"])
    DigestTime.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in due_rows}).delete()
    return len(rows) == CHUNK


def _advance(row: DigestTime) -> None:
    now = timezone.now()
    # A worker that was down in the morning writes it later that day, and the next one comes in the next morning.
    row.last_at = now if now - row.due_at > LENGTH[row.period] / 2 else row.due_at
    row.due_at = next_time(row.period, row.zone, now, row.last_at)


def window(delivery: Delivery) -> tuple[datetime, datetime]:
    """Return the time that this digest covers: from the end of the last one that went out, or was empty.

    The first one of a level begins where that of the level before ended, or with the level.
    """
    period, until = delivery.detail["period"], datetime.fromisoformat(delivery.detail["until"])
    earlier = Delivery.objects.filter(
        member=delivery.member_id, kind="digest", state__in=DONE, created_at__lt=delivery.created_at
    )
    ends = _end_of_last(earlier.filter(key__startswith=f"{period}:"))
    if ends is not None:
        return max(ends, until - LONGEST[period]), until
    began = Follow.objects.active([period]).filter(member=delivery.member_id).aggregate(at=Min(SINCE))["at"]
    # A digest of the other level that came since then goes on beside this one, and says nothing of what is in it.
    ends = _end_of_last(earlier.filter(created_at__lte=began)) if began else None
    if ends is not None and ends > until - max(LONGEST.values()):
        return ends, until
    return max((began or until) - SETTLED, until - LONGEST[period]), until


def _end_of_last(digests: QuerySet[Delivery]) -> datetime | None:
    detail = digests.order_by("-created_at").values_list("detail", flat=True).first()
    return datetime.fromisoformat(detail["until"]) if detail else None
