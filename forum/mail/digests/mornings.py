"""When it is morning in a member's time zone. What comes once a day or week comes then."""

import zoneinfo
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

MORNING = time(7)


def last_morning(zone: str, at: datetime | None = None) -> datetime:
    """The morning that began the day in which the member lives now, or at that moment."""
    now = timezone.localtime(at, _zone_named(zone))
    today = _morning_of(now.date(), zone)
    return today if today <= now else _morning_of(now.date() - timedelta(days=1), zone)


def next_morning(zone: str, after: datetime | None = None) -> datetime:
    return _morning_of(last_morning(zone, after).date() + timedelta(days=1), zone)


def _morning_of(day: date, zone: str) -> datetime:
    # By the clock on the wall there: a day in which it is turned has 23 or 25 hours.
    return datetime.combine(day, MORNING, _zone_named(zone))


def _zone_named(zone: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name; the forum's own if there is none."""
    try:
        return zoneinfo.ZoneInfo(zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
