"""How many sessions visitors may begin: a flood from many addresses must not fill the database.

Texts that wait for their author's sign-in are counted apart from sign-ins that have begun, so that a flood of the one
ends none of the other. Of each there are so many in an hour, over the whole forum; of one more, the oldest of that hour
ends. What is older than the hour stays until it expires.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from forum.visitor_sessions.models import VisitorSession

HOUR = timedelta(hours=1)
KEPT_FOR = timedelta(days=2)  # for somebody's words; they may have to wait for an email
SIGN_IN_KEPT_FOR = timedelta(days=1)  # such as a challenge for a passkey
MEAN_SIZE = 10_000  # bytes, over all of that hour; several times what people write
# Of which part more is deleted than must be, so that in a flood not every session costs a search.
SPARE_PART = 20
AT_ONCE = 500  # expired rows that are deleted in one transaction


def is_visitors(content: dict[str, Any]) -> bool:
    return bool(content) and SESSION_KEY not in content


def latest_end(has_words: bool) -> datetime:
    """When a visitor's session ends at the latest, whatever its cookie says."""
    return timezone.now() + (KEPT_FOR if has_words else SIGN_IN_KEPT_FOR)


def note(key: str, *, has_words: bool, size: int) -> None:
    """Called in the transaction that stores a visitor's session."""
    row = VisitorSession(key=key, begun_at=timezone.now(), has_words=has_words, size=size)
    VisitorSession.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["key"], update_fields=["has_words", "size"]
    )
    end_oldest(has_words, key)


def forget(key: str) -> None:
    VisitorSession.objects.filter(key=key).delete()


def end_oldest(has_words: bool, newest: str) -> None:
    """End the oldest of this hour beyond what there may be, but never the one that has just come."""
    most = settings.VISITOR_SESSIONS
    recent = VisitorSession.objects.filter(has_words=has_words, begun_at__gt=timezone.now() - HOUR)
    found = recent.aggregate(count=Count("*"), size=Sum("size"))
    if found["count"] <= most and (found["size"] or 0) <= most * MEAN_SIZE:
        return
    kept, size, spare = 1, 0, 1 - 1 / SPARE_PART
    others = recent.exclude(key=newest).order_by("-begun_at", "key")
    excess = []
    for key, one_size in others.values_list("key", "size"):
        kept += 1
        size += one_size
        if kept > max(most * spare, 1) or size > most * MEAN_SIZE * spare:
            excess.append(key)
    end(excess)


def end(keys: list[str]) -> None:
    """End these sessions, but for those that are a member's by now, or somebody else ends just now."""
    for start in range(0, len(keys), AT_ONCE):
        # In one order and without waiting: two that end the same would wait for each other.
        rows = VisitorSession.objects.filter(key__in=keys[start : start + AT_ONCE]).order_by("key")
        ours = list(rows.select_for_update(skip_locked=True).values_list("key", flat=True))
        stored = Session.objects.filter(session_key__in=ours)
        ended = [one.session_key for one in stored if SESSION_KEY not in one.get_decoded()]
        Session.objects.filter(session_key__in=ended).delete()
        VisitorSession.objects.filter(key__in=ours).delete()


def delete_expired() -> None:
    """Delete sessions that have expired, a few at a time: whoever posts must not wait long for it."""
    now = timezone.now()
    expired = Session.objects.filter(expire_date__lt=now).order_by("expire_date")
    old = VisitorSession.objects.filter(
        Q(has_words=False, begun_at__lt=now - SIGN_IN_KEPT_FOR)
        | Q(has_words=True, begun_at__lt=now - KEPT_FOR)
    ).order_by("begun_at")
    while True:
        sessions = list(expired.values_list("session_key", flat=True)[:AT_ONCE])
        rows = list(old.values_list("key", flat=True)[:AT_ONCE])
        if not sessions and not rows:
            return
        with transaction.atomic():
            Session.objects.filter(session_key__in=sessions).delete()
            VisitorSession.objects.filter(Q(key__in=sessions) | Q(key__in=rows)).delete()
