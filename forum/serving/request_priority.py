"""Who goes first when there is more to do than can be done: members, and whoever is on the way in.

A visitor who only reads can come again in a moment; somebody who signs in, confirms, unsubscribes or has written
something can't, or won't. A cookie alone makes nobody a member: its session must be there.
"""

import time
from functools import cache
from threading import Lock

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error
from django.http.cookie import parse_cookie
from django.utils import timezone

from forum.database.connection_pool import pooled_connections
from forum.database.prepared_queries import MOMENT, PreparedQuery, padded
from forum.serving.exchange import Exchange

# The ways in, what pages are drawn with, and files, which take long and little.
NEVER_REFUSED = (
    "/accounts/", "/invitations/", "/mail/", "/acts/by-mail/", "/illegal-content/", "/static/", "/media/", "/avatars/",
    "/theme-", "/palette-", "/icon-", "/files/", "/pictures/", "/cards/", "/readyz/", "/setup/",
)  # fmt: skip
FOUND_FOR, MISSED_FOR = 30.0, 5.0  # seconds that it is remembered whether a session is there
AWAY_FOR = 2.0  # seconds that nobody is looked for after the database did not answer
MOST = 5_000  # sessions to remember, of those that are there and of those that are not


def only_reads(exchange: Exchange) -> bool:
    """Whether it asks for nothing but a page to read."""
    return exchange.method in ("GET", "HEAD") and not exchange.path.startswith(NEVER_REFUSED)


def has_cookie(exchange: Exchange) -> bool:
    return settings.SESSION_COOKIE_NAME in (exchange.headers.get("cookie") or "")


@cache
def sessions_there(count: int) -> PreparedQuery:
    """Asks with the moment and so many keys, which of them are there."""
    keys = [f"key-{number}" for number in range(count)]
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=MOMENT)
    return PreparedQuery(rows.values_list("session_key"), (MOMENT, *keys))


class Sessions:
    """Which sessions are there, asked only while somebody would have to wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        # Until when each is believed. Apart, so that a flood of false ones makes nobody's be asked for again.
        self.found: dict[str, float] = {}
        self.missed: dict[str, float] = {}
        # Who waits is looked for with all others who do: each look waits several times for its turn at the processor.
        self.looking = Lock()
        self.wanted: set[str] = set()
        self.away_until = 0.0  # the database: nobody is kept waiting for it one after the other

    def has(self, exchange: Exchange) -> bool:
        key = parse_cookie(exchange.headers.get("cookie") or "").get(settings.SESSION_COOKIE_NAME, "")
        if not key or len(key) > 40:
            return False
        if (known := self.known(key)) is not None:
            return known
        self.want(key)
        with self.looking:
            if self.known(key) is None and time.monotonic() >= self.away_until:
                self.want(key)  # whoever looked for it may have failed
                try:
                    self.look()
                except Error:
                    self.away_until = time.monotonic() + AWAY_FOR
        # Whoever is not looked for, because the database is away, is told so by Django.
        return self.known(key) is not False

    def known(self, key: str) -> bool | None:
        now = time.monotonic()
        if now < self.found.get(key, 0.0):
            return True
        return False if now < self.missed.get(key, 0.0) else None

    def want(self, key: str) -> None:
        with self.lock:
            self.wanted.add(key)

    def look(self) -> None:
        """Ask for all that are wanted."""
        with self.lock:
            keys, self.wanted = self.wanted, set()
        asked = padded(keys)
        with pooled_connections():
            there = {key for (key,) in sessions_there(len(asked)).rows([timezone.now(), *asked])}
        now = time.monotonic()
        with self.lock:
            for key in keys:
                known, seconds = (self.found, FOUND_FOR) if key in there else (self.missed, MISSED_FOR)
                if len(known) >= MOST:
                    known.clear()
                known[key] = now + seconds
