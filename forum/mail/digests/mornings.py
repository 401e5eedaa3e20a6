"""When it is morning in a member's time zone: digests come then."""

import zoneinfo
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

MORNING = time(7)


def last_morning(zone: str, at: datetime | None = None) -> datetime:
    """Return the latest morning of the member before now, or before this moment."""
    now = timezone.localtime(at, _zone_named(zone))
    today = _morning_of(now.date(), zone)
    return today if today <= now else _morning_of(now.date() - timedelta(days=1), zone)


def next_morning(zone: str, after: datetime | None = None) -> datetime:
    return _morning_of(last_morning(zone, after).date() + timedelta(days=1), zone)


def _morning_of(day: date, zone: str) -> datetime:
    # By the clock on the wall there: a day in which it is turned has 23 or 25 hours.
    return datetime.combine(day, MORNING, _zone_named(zone))


def _zone_named(zone: str) -> zoneinfo.ZoneInfo:
    """Return the time zone of this name, or the forum's own if there is none."""
    try:
        return zoneinfo.ZoneInfo(zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
