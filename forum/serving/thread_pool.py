"""The threads that run Django. A request that has arrived whole waits for one, but not for ever.

Threads that take turns at one processor make each page a quarter dearer, so a page is made after the other, unless one
takes long, which mostly waits for something else. Visitors who read wait apart, for what members leave them: two
threads have a processor in equal parts, so a member's page would take twice as long beside a visitor's.
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
# Seconds from which a page is no more waited for. With 20 ms a member's page that takes the processor for so long soon
# has three others beside it, and each takes as long as all. What writes may wait for others' writing itself, which is
# done no sooner the more of them wait; with 20 ms, eight who reply gain half of what they do by taking turns. A page of
# a visitor that comes from no store takes a processor for some 30 ms.
LONG, LONG_WRITING, LONG_VISITING = 0.05, 0.1, 0.1
LOOKS_EVERY = 0.02  # seconds
LONG_FOR_VISITORS = 0.1  # from which they wait no more for what a member asked for
VISITORS_RUNNING = 4  # those that take long among them
VISITORS_WAITING = 60
VISITORS_WAIT_SECONDS = 1.5
# From which the first of them goes on beside members: however many come, visitors get some pages.
VISITORS_PATIENCE = 1.0
# How much the last page says of how long the next takes.
WEIGHT = 0.2


class Threads:
    def __init__(self, respond: Callable[[Exchange], None]) -> None:
        self.respond = respond
        self.lock = threading.Lock()
        self.own_running = 0
        # Seconds from one of their pages to the next where one always waits, and since when they wait for this one.
        self.visitors_pace = self.visitors_wait_since = 0.0
        self.waiting: deque[Exchange] = deque()
        self.visitors_waiting: deque[Exchange] = deque()
        self.sessions = Sessions()
        self.own = ThreadPoolExecutor(MAX_RUNNING or 1, thread_name_prefix="request")
        self.at_once = AT_ONCE.get(connection.vendor, MAX_RUNNING)
        self.began: dict[Exchange, float] = {}  # when each of those that run
        self.loop: asyncio.AbstractEventLoop | None = None
        self.is_watching = False  # whether it will be looked at soon which of them take long

    @property
    def running(self) -> int:
        return len(self.began)

    @property
    def visitors_running(self) -> int:
        return sum(exchange.only_reads for exchange in list(self.began))

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
        """Whether a visitor only reads. A cookie is believed as long as nobody has to wait for whoever has it."""
        if not only_reads(exchange):
            return False
        if not has_cookie(exchange):
            return True
        return bool(self.running) and not self.sessions.has(exchange)

    def may_run(self, exchange: Exchange) -> bool:
        return not exchange.only_reads or self.may_run_visitor()

    def has_turn(self, exchange: Exchange) -> bool:
        return exchange.only_reads or self.has_members_turn()

    def has_members_turn(self) -> bool:
        return self.waited_for(visitors=False) < self.at_once

    def waited_for(self, *, visitors: bool) -> int:
        """How many of those that run others of their kind wait for."""
        now = time.monotonic()
        return sum(
            now - began < long(exchange)
            for exchange, began in self.began.items()
            if exchange.only_reads == visitors
        )

    def begin(self, exchange: Exchange) -> None:
        """Count it among those that run. The caller holds the lock."""
        self.began[exchange] = time.monotonic()

    def may_run_visitor(self) -> bool:
        now = time.monotonic()
        members = [began for exchange, began in self.began.items() if not exchange.only_reads]
        before = len(self.waiting) + sum(now - began < LONG_FOR_VISITORS for began in members)
        if before >= self.at_once:
            return not self.visitors_running and self.is_visitors_patience_over(now)
        most = 1 if members else VISITORS_RUNNING
        return self.visitors_running < most and self.waited_for(visitors=True) < self.at_once

    def is_visitors_patience_over(self, now: float) -> bool:
        return bool(self.visitors_waiting) and now - self.visitors_waiting[0].arrived_at > VISITORS_PATIENCE

    def enqueue(self, exchange: Exchange) -> bool:
        """Let it wait, if there is room. The caller holds the lock under which it saw that all threads are busy.

        If they ended in between, nobody would take it.
        """
        row = self.visitors_waiting if exchange.only_reads else self.waiting
        if len(row) >= (VISITORS_WAITING if exchange.only_reads else MAX_WAITING):
            return False
        exchange.arrived_at = now = time.monotonic()
        if exchange.only_reads:
            # Who would be refused after a wait is refused before it, but one, whose wait tells how long it is by then.
            if not row:
                self.visitors_wait_since = now
            elif self.visitors_wait(now) > VISITORS_WAIT_SECONDS / 2:
                return False
        row.append(exchange)
        if self.loop and not self.is_watching:
            self.is_watching = True
            self.loop.call_soon_threadsafe(self.loop.call_later, LOOKS_EVERY, self.go_on_beside_long_ones)
        return True

    def visitors_wait(self, now: float) -> float:
        """Seconds that one who comes now would wait: as the first has by now, then for each as for the last ones."""
        return now - self.visitors_wait_since + len(self.visitors_waiting) * self.visitors_pace

    def go_on_beside_long_ones(self) -> None:
        """Wait no more for pages that take long. Called in the loop, as long as anything waits."""
        begun = []
        with self.lock:
            while self.running < MAX_RUNNING and (following := self.next_in_line()):
                begun.append(following)
                self.begin(following)
            self.is_watching = bool(self.waiting or self.visitors_waiting)
            if self.loop and self.is_watching:
                self.loop.call_later(LOOKS_EVERY, self.go_on_beside_long_ones)
        for exchange in begun:
            self.own.submit(self.work, exchange)

    def work(self, exchange: Exchange, own: int = 0) -> None:
        """Answer this request, then those that wait."""
        with pooled_connections():
            self.answer_and_go_on(exchange, own)

    def answer_and_go_on(self, exchange: Exchange, own: int) -> None:
        while True:
            try:
                self.respond(exchange)
            except BaseException:
                # Also a SystemExit: the thread must not end.
                logger.exception("A request broke the server's own code.")
                exchange.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
            with self.lock:
                self.began.pop(exchange, None)
                following = self.next_in_line()
                if following is None:
                    self.own_running -= own
                    return
                exchange = following
                self.begin(exchange)

    def next_in_line(self) -> Exchange | None:
        if self.waiting and self.has_members_turn():
            return self.waiting.popleft()
        if self.visitors_waiting and self.may_run_visitor():
            now = time.monotonic()
            self.visitors_pace += WEIGHT * (now - self.visitors_wait_since - self.visitors_pace)
            self.visitors_wait_since = now
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


def long(exchange: Exchange) -> float:
    if exchange.only_reads:
        return LONG_VISITING
    return LONG_WRITING if exchange.body.size else LONG
