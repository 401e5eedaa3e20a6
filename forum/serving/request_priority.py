"""Who goes first when there is more to do than can be done: members, and whoever is on the way in.

A visitor who only reads can come again in a moment; somebody who signs in, confirms, unsubscribes or has written
something can't, or won't. A cookie alone makes nobody a member: its session must be there.
"""

import time
from threading import Lock

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error
from django.http.cookie import parse_cookie
from django.utils import timezone

from forum.database.connection_pool import pooled_connections
from forum.serving.exchange import Exchange

# The ways in, what pages are drawn with, and files, which take long and little.
NEVER_REFUSED = (
    "/accounts/", "/invitations/", "/mail/", "/acts/by-mail/", "/illegal-content/", "/static/", "/media/", "/avatars/",
    "/theme-", "/palette-", "/icon-", "/files/", "/pictures/", "/cards/", "/readyz/", "/setup/",
)  # fmt: skip
FOUND_FOR, MISSED_FOR = 30.0, 5.0  # seconds that it is remembered whether a session is there
MOST = 5_000  # sessions to remember, of those that are there and of those that are not


def only_reads(exchange: Exchange) -> bool:
    """Whether it asks for nothing but a page to read."""
    return exchange.method in ("GET", "HEAD") and not exchange.path.startswith(NEVER_REFUSED)


def has_cookie(exchange: Exchange) -> bool:
    return settings.SESSION_COOKIE_NAME in (exchange.headers.get("cookie") or "")


class Sessions:
    """Which sessions are there, asked only when the machine is full."""

    def __init__(self) -> None:
        self.lock = Lock()
        # Until when each is believed. Apart, so that a flood of false ones makes nobody's be asked for again.
        self.found: dict[str, float] = {}
        self.missed: dict[str, float] = {}

    def has(self, exchange: Exchange) -> bool:
        key = parse_cookie(exchange.headers.get("cookie") or "").get(settings.SESSION_COOKIE_NAME, "")
        if not key or len(key) > 40:
            return False
        now = time.monotonic()
        if now < self.found.get(key, 0.0):
            return True
        if now < self.missed.get(key, 0.0):
            return False
        try:
            with pooled_connections():
                is_there = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).exists()
        except Error:
            # Whoever it is, they are told so by Django.
            return True
        with self.lock:
            known, seconds = (self.found, FOUND_FOR) if is_there else (self.missed, MISSED_FOR)
            if len(known) >= MOST:
                known.clear()
            known[key] = now + seconds
        return is_there
