"""Summaries: once a day or a week, in the member's own morning, what is new in what they follow at that rhythm.

One row for each member and period, whoever writes it; what it says is found when it is sent.
"""

import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from forum.follows.models import SUMMARIES, Follow, Rhythm
from forum.jobs import claims
from forum.notices.models import Channel, Delivery
from forum.outbox.models import Event
from forum.outbox.recording import record

MORNING = 7  # o'clock, where the member lives
CHUNK = 500
LENGTH = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
LONGEST = {
    period: 3 * length for period, length in LENGTH.items()
}  # what a summary after a long pause looks back on
SETTLED = timedelta(minutes=1)  # a post that is younger may still be in a transaction that has not ended


def call_due() -> None:
    """Note for each time zone whose morning has come that its summaries are due: once a period, whoever notes it."""
    follows = Follow.objects.filter(rhythm__in=SUMMARIES, member__isnull=False)
    zones = follows.values_list("member__time_zone", "rhythm").order_by().distinct()
    due = {}
    for zone, period in zones:
        day = str(due_day(local_now(zone), period))
        due[f"summaries:{period}:{day}:{zone}"] = {"period": period, "day": day, "zone": zone}
    noted = set(Event.objects.filter(key__in=list(due)).values_list("key", flat=True))
    for key in due.keys() - noted:
        with transaction.atomic():
            record("summaries.due", key=key, **due[key])


def local_now(zone: str) -> datetime:
    try:
        return timezone.localtime(timezone=zoneinfo.ZoneInfo(zone or settings.TIME_ZONE))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.localtime(timezone=zoneinfo.ZoneInfo(settings.TIME_ZONE))


def due_day(now: datetime, period: str) -> date:
    """The day, or the Monday, whose morning was the last one. A worker that was down then sends later that day."""
    morning = now if now.hour >= MORNING else now - timedelta(days=1)
    day = morning.date()
    return day if period == Rhythm.DAILY else day - timedelta(days=day.weekday())


def write_summaries(*, period: str, day: str, zone: str, **_) -> None:
    """One row for each member of a time zone who follows something at this rhythm."""
    last = 0
    while members := _next_members(period, zone, last):
        claims.keep()
        until = (timezone.now() - SETTLED).isoformat()
        Delivery.objects.bulk_create(
            (
                Delivery(
                    member_id=member,
                    key=f"{period}:{day}",
                    channel=Channel.MAIL,
                    kind="digest",
                    detail={"period": period, "until": until},
                )
                for member in members
            ),
            ignore_conflicts=True,
        )
        last = members[-1]


def _next_members(period: str, zone: str, last: int) -> list[int]:
    following = Follow.objects.filter(rhythm=period, member__isnull=False).values("member")
    members = get_user_model().objects.filter(pk__in=following, pk__gt=last, time_zone=zone, closed_at=None)
    return list(members.exclude(email="").order_by("pk").values_list("pk", flat=True)[:CHUNK])


def window(delivery: Delivery) -> tuple[datetime, datetime]:
    """From when to when this summary looks: from the end of the last one that went out, or was empty."""
    period, until = delivery.detail["period"], datetime.fromisoformat(delivery.detail["until"])
    earlier = Delivery.objects.filter(
        member=delivery.member_id,
        kind="digest",
        key__startswith=f"{period}:",
        state__in=[Delivery.State.SENT, Delivery.State.SKIPPED],
        created_at__lt=delivery.created_at,
    )
    oldest = until - LONGEST[period]
    ends: Iterator[datetime] = (
        datetime.fromisoformat(detail["until"])
        for detail in earlier.order_by("-created_at").values_list("detail", flat=True)[:1]
    )
    return max(next(ends, oldest), oldest), until
