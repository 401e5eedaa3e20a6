"""Banners: kept ready in the site's settings, which every page reads anyway, so that none costs nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Reader, User
from forum.announcements.models import Announcement, Audience, DismissedBanner
from forum.site.models import SiteSettings

Banner = Mapping[str, Any]


def refresh_banners() -> None:
    """After an announcement has changed, keep those that are shown now or will be."""
    now = timezone.now()
    coming = Announcement.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), is_banner=True)
    rows = [_kept(announcement) for announcement in coming.prefetch_related("groups").order_by("pk")]
    SiteSettings().change(banners=rows)


def _kept(announcement: Announcement) -> dict[str, Any]:
    return {
        "id": announcement.pk,
        "title": announcement.title,
        "html": announcement.html,
        "audience": announcement.audience,
        "groups": [group.pk for group in announcement.groups.all()],
        "starts_at": announcement.starts_at.isoformat(),
        "ends_at": announcement.ends_at.isoformat() if announcement.ends_at else None,
    }


def banners_for(reader: Reader | None, banners: Sequence[Banner]) -> list[Banner]:
    """Return the banners to show this reader now. One query for members, of what they dismissed, if any is on."""
    now = timezone.now()
    current = [banner for banner in banners if _is_current(banner, now)]
    if reader is None or not isinstance(reader, User):
        return [banner for banner in current if banner["audience"] == Audience.EVERYONE]
    theirs = _of_groups(reader, current)
    if not theirs:
        return []
    dismissed = set(
        DismissedBanner.objects.filter(
            member=reader, announcement__in=[banner["id"] for banner in theirs]
        ).values_list("announcement_id", flat=True)
    )
    return [banner for banner in theirs if banner["id"] not in dismissed]


def moments(banners: Sequence[Banner]) -> list[datetime]:
    """When what `banners_for` returns changes by the clock alone."""
    both = (banner[name] for banner in banners for name in ("starts_at", "ends_at"))
    return [datetime.fromisoformat(moment) for moment in both if moment]


def _is_current(banner: Banner, now: datetime) -> bool:
    ends_at = banner["ends_at"]
    has_begun = datetime.fromisoformat(banner["starts_at"]) <= now
    return has_begun and (ends_at is None or datetime.fromisoformat(ends_at) > now)


def _of_groups(member: User, banners: list[Banner]) -> list[Banner]:
    if all(banner["audience"] != Audience.GROUPS for banner in banners):
        return banners
    groups = set(member.groups.values_list("pk", flat=True))
    return [
        banner
        for banner in banners
        if banner["audience"] != Audience.GROUPS or groups.intersection(banner["groups"])
    ]


def dismiss(member: User, announcement: Announcement) -> None:
    """Dismissing twice changes nothing."""
    DismissedBanner.objects.bulk_create(
        [DismissedBanner(member=member, announcement=announcement)], ignore_conflicts=True
    )
