"""Keeping a member out for a while, and ending their sessions."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import sessions
from forum.follows.models import FeedKey
from forum.moderation.models import Act, LogEntry


@transaction.atomic
def suspend(by, member, until: datetime, reason: str) -> bool:
    """The member cannot sign in, and is nobody to us, until then. Staff are only suspended by a superuser.

    Answers False where the member was suspended until just then, for just this reason.
    """
    _lock(by, member)
    before = _as_it_was(member)
    if (member.suspended_until, member.suspended_reason) == (until, reason):
        return False
    member.suspend(until, reason)
    sessions.end_sessions(member)
    _log(by, Act.SUSPEND, member, reason, {"until": until.isoformat(), **before})
    return True


@transaction.atomic
def lift_suspension(by, member, reason: str = "") -> bool:
    """Answers False where there was no suspension."""
    _lock(by, member)
    if member.suspended_until is None:
        return False
    before = _as_it_was(member)
    member.lift_suspension()
    _log(by, Act.UNSUSPEND, member, reason, before)
    return True


@transaction.atomic
def end_sessions(by, member, reason: str = "") -> int:
    """Sign the member out everywhere, and close the address of their feed; answer how many sessions were ended."""
    _lock(by, member)
    ended = sessions.end_sessions(member)
    # Whoever has the address of the feed reads as the member, without any session.
    FeedKey.renew(member)
    if ended:
        _log(by, Act.END_SESSIONS, member, reason, {"sessions": ended})
    return ended


def can_discipline(by, member) -> bool:
    """Staff may keep members out, but not themselves; other staff only where they are superusers."""
    if not by.is_staff or by.pk == member.pk:
        return False
    return by.is_superuser or not (member.is_staff or member.is_superuser)


def _lock(by, member) -> None:
    # Read again under the lock: what the page showed may be gone, and what was there before goes into the log.
    fresh = get_user_model().objects.select_for_update(no_key=True).get(pk=member.pk)
    for field in ("is_staff", "is_superuser", "suspended_at", "suspended_until", "suspended_reason"):
        setattr(member, field, getattr(fresh, field))
    if not can_discipline(by, member):
        raise PermissionDenied


def _as_it_was(member) -> dict:
    """The suspension there is, for the log, so that undoing can bring it back."""
    if member.suspended_until is None:
        return {}
    return {"was_until": member.suspended_until.isoformat(), "was_reason": member.suspended_reason}


def _log(by, act: Act, member, reason: str, detail: dict | None = None) -> None:
    LogEntry.objects.create(by=by, act=act, member=member, reason=reason[:500], detail=detail or {})
