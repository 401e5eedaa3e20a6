"""The threads that run Django. A request that has arrived whole waits for one, but not for ever.

Threads that take turns at one processor make each page a quarter dearer, so a page is made after the other, unless one
takes long, which mostly waits for something else. Visitors who read are few at a time, and wait apart: what there is
beyond goes to members, however many visitors come.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from django.db import connection

from forum.database.connection_pool import pooled_connections
from forum.serving.exchange import Exchange
from forum.serving.request_priority import Sessions, has_cookie, only_reads

logger = logging.getLogger(__name__)

# Each thread may hold a database connection, of which PostgreSQL allows 100 unless told otherwise.
MAX_RUNNING = 16
# A body comes in on the event loop, which has to hand it to a thread of ours.
OWN_THREADS = 8
MAX_WAIT_SECONDS = 10.0  # nobody looks at an empty page for longer
MAX_WAITING = 500
# Pages that are made at once. PostgreSQL has a processor of its own, or is far away: meanwhile others go on.
AT_ONCE = {"sqlite": 1, "postgresql": 4}
# Seconds from which a page is no more waited for. What writes may wait for others' writing itself, which is done no
# sooner the more of them wait; with 20 ms, eight who reply gain half of what they do by taking turns.
LONG, LONG_WRITING = 0.02, 0.1
# More pages at once are made no faster: one takes a processor for some 30 ms.
VISITORS_RUNNING = 4
VISITORS_WAITING = 60
VISITORS_WAIT_SECONDS = 1.5
# How much the last page says of how long the next takes.
WEIGHT = 0.2


class Threads:
    def __init__(self, respond: Callable[[Exchange], None]) -> None:
        self.respond = respond
        self.lock = threading.Lock()
        self.running = self.own_running = self.visitors_running = 0
        self.visitors_pace = 0.0  # seconds from one of their pages to the next, where one always waits
        self.waiting: deque[Exchange] = deque()
        self.visitors_waiting: deque[Exchange] = deque()
        self.sessions = Sessions()
        self.own = ThreadPoolExecutor(MAX_RUNNING or 1, thread_name_prefix="request")
        self.at_once = AT_ONCE.get(connection.vendor, MAX_RUNNING)
        self.turns: dict[Exchange, float] = {}  # the requests that others wait for, and until when
        self.loop: asyncio.AbstractEventLoop | None = None
        self.is_watching = False  # whether it will be looked at soon which of them take long

    def run_here(self, exchange: Exchange) -> None:
        """Answer in this thread if there is room: waking another costs a sixth of the server's throughput."""
        exchange.only_reads = self.is_visitor(exchange)
        has_room = True
        with self.lock:
            if is_turn := self.running < MAX_RUNNING and self.may_run(exchange) and self.has_turn(exchange):
                self.begin(exchange)
            else:
                has_room = self.enqueue(exchange)
        if is_turn:
            self.work(exchange)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def run_elsewhere(self, exchange: Exchange) -> None:
        # No browser sends a body to ask for a page: whoever does goes first by no cookie, for which we can't wait here.
        exchange.only_reads = only_reads(exchange)
        has_room = True
        with self.lock:
            is_free = self.running < MAX_RUNNING and self.own_running < OWN_THREADS
            if is_turn := is_free and self.may_run(exchange) and self.has_turn(exchange):
                self.begin(exchange)
                self.own_running += 1
            else:
                has_room = self.enqueue(exchange)
        if is_turn:
            self.own.submit(self.work, exchange, own=1)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def is_visitor(self, exchange: Exchange) -> bool:
        """Whether a visitor only reads. A cookie is believed until there is much to do."""
        if not only_reads(exchange):
            return False
        if not has_cookie(exchange):
            return True
        is_busy = self.running + len(self.waiting) >= VISITORS_RUNNING
        return is_busy and not self.sessions.has(exchange)

    def may_run(self, exchange: Exchange) -> bool:
        return not exchange.only_reads or self.may_run_visitor()

    def has_turn(self, exchange: Exchange) -> bool:
        return exchange.only_reads or len(self.turns) < self.at_once

    def begin(self, exchange: Exchange) -> None:
        """Count it among those that run. The caller holds the lock."""
        self.running += 1
        self.visitors_running += exchange.only_reads
        if not exchange.only_reads:
            self.turns[exchange] = time.monotonic() + (LONG_WRITING if exchange.body.size else LONG)

    def may_run_visitor(self) -> bool:
        """While members' pages are made, one of a visitor's is: two threads take a processor's time in equal parts."""
        members = self.running - self.visitors_running
        return self.visitors_running < (1 if members else VISITORS_RUNNING)

    def enqueue(self, exchange: Exchange) -> bool:
        """Let it wait, if there is room. The caller holds the lock under which it saw that all threads are busy.

        If they ended in between, nobody would take it.
        """
        row = self.visitors_waiting if exchange.only_reads else self.waiting
        if len(row) >= (VISITORS_WAITING if exchange.only_reads else MAX_WAITING):
            return False
        # Who would be refused after a wait is refused before it.
        if exchange.only_reads and (len(row) + 1) * self.visitors_pace > VISITORS_WAIT_SECONDS / 2:
            return False
        exchange.arrived_at = time.monotonic()
        row.append(exchange)
        if self.loop and not exchange.only_reads and not self.is_watching:
            self.is_watching = True
            self.loop.call_soon_threadsafe(self.loop.call_later, LONG, self.go_on_beside_long_ones)
        return True

    def go_on_beside_long_ones(self) -> None:
        """Wait no more for pages that take long. Called in the loop, as long as anything waits."""
        begun = []
        with self.lock:
            now = time.monotonic()
            self.turns = {exchange: until for exchange, until in self.turns.items() if until > now}
            while self.waiting and len(self.turns) < self.at_once and self.running < MAX_RUNNING:
                begun.append(self.waiting.popleft())
                self.begin(begun[-1])
            self.is_watching = bool(self.waiting)
            if self.loop and self.is_watching:
                self.loop.call_later(LONG, self.go_on_beside_long_ones)
        for exchange in begun:
            self.own.submit(self.work, exchange)

    def work(self, exchange: Exchange, own: int = 0) -> None:
        """Answer this request, then those that wait."""
        with pooled_connections():
            self.answer_and_go_on(exchange, own)

    def answer_and_go_on(self, exchange: Exchange, own: int) -> None:
        while True:
            began = time.monotonic()
            try:
                self.respond(exchange)
            except BaseException:
                # Also a SystemExit: the thread must not end.
                logger.exception("A request broke the server's own code.")
                exchange.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
            with self.lock:
                if exchange.only_reads:
                    pace = (time.monotonic() - began) / self.visitors_running
                    self.visitors_pace += WEIGHT * (pace - self.visitors_pace)
                self.visitors_running -= exchange.only_reads
                self.running -= 1
                self.turns.pop(exchange, None)
                following = self.next_in_line()
                if following is None:
                    self.own_running -= own
                    return
                exchange = following
                self.begin(exchange)

    def next_in_line(self) -> Exchange | None:
        if self.waiting and len(self.turns) < self.at_once:
            return self.waiting.popleft()
        if self.visitors_waiting and self.may_run_visitor():
            return self.visitors_waiting.popleft()
        return None

    def refuse_overdue(self) -> None:
        """Refuse the requests that have waited too long, the first in each row."""
        now, late = time.monotonic(), []
        with self.lock:
            for row, seconds in (
                (self.waiting, MAX_WAIT_SECONDS),
                (self.visitors_waiting, VISITORS_WAIT_SECONDS),
            ):
                while row and row[0].arrived_at < now - seconds:
                    late.append(row.popleft())
        for exchange in late:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
