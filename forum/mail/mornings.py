"""When it is morning where a member lives. What comes once a day or week comes then."""

import zoneinfo
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

MORNING = time(7)


def place(zone: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name, or the forum's own where there is none."""
    try:
        return zoneinfo.ZoneInfo(zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def morning_of(day: date, zone: str) -> datetime:
    # By the clock on the wall there: a day in which it is turned has 23 or 25 hours.
    return datetime.combine(day, MORNING, place(zone))


def last_morning(zone: str, at: datetime | None = None) -> datetime:
    """The morning that began the day in which the member lives now, or at that moment."""
    now = timezone.localtime(at, place(zone))
    today = morning_of(now.date(), zone)
    return today if today <= now else morning_of(now.date() - timedelta(days=1), zone)


def next_morning(zone: str, after: datetime | None = None) -> datetime:
    return morning_of(last_morning(zone, after).date() + timedelta(days=1), zone)
