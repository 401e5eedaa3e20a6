"""Where a member is signed in."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import Error
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from forum.database.lock_timeouts import brief_transaction

logger = logging.getLogger(__name__)

# In this order: each calls itself by the names of those below it too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class ActiveSession:
    """One session as its member sees it."""

    device: str
    ip: str
    since: datetime
    is_here: bool


def active_sessions(member: User, current_key: str | None) -> list[ActiveSession]:
    """Return the sessions that still sign the member in, oldest first, in two queries; delete rows of ended ones."""
    rows = list(UserSession.objects.filter(user=member).order_by("created_at"))
    stored = Session.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
    )
    active_keys = {session.session_key for session in stored if _is_active(session, member)}
    ended = [row.pk for row in rows if row.session_key not in active_keys]
    if ended:
        _forget(ended)
    return [
        ActiveSession(device_of(row.user_agent), row.ip, row.created_at, row.session_key == current_key)
        for row in rows
        if row.session_key in active_keys
    ]


def end_sessions(member: User, except_key: str | None = None) -> int:
    """Sign the member out everywhere, except in one session; return how many ended."""
    others = UserSession.objects.filter(user=member).exclude(session_key=except_key)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def device_of(user_agent: str) -> str:
    """The browser and system that a user agent claims to be."""
    browser = next((name for sign, name in BROWSERS.items() if re.search(rf"{sign}\w*/", user_agent)), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _forget(ended: list[int]) -> None:
    try:
        with brief_transaction():
            UserSession.objects.filter(pk__in=ended).delete()
    except Error:
        # They are not listed in any case, and forgotten when the page is next seen.
        logger.warning("sessions: %s that ended were not forgotten", len(ended))


def _is_active(session: Session, member: User) -> bool:
    # A changed password ends every session that was opened with the old one.
    return constant_time_compare(
        session.get_decoded().get(HASH_SESSION_KEY, ""), member.get_session_auth_hash()
    )
