"""The threads that run Django. A request that has arrived whole waits for one, but not for ever.

Visitors who read are few at a time, and wait apart: what there is beyond goes to members, however many visitors come.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from forum.serving.exchange import Exchange
from forum.serving.request_priority import Sessions, has_cookie, only_reads

logger = logging.getLogger(__name__)

# Each thread may hold a database connection, of which PostgreSQL allows 100 unless told otherwise.
MAX_RUNNING = 16
# A body comes in on the event loop, which has to hand it to a thread of ours.
OWN_THREADS = 8
MAX_WAIT_SECONDS = 10.0  # nobody looks at an empty page for longer
MAX_WAITING = 500
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
        self.own = ThreadPoolExecutor(OWN_THREADS, thread_name_prefix="request")

    def run_here(self, exchange: Exchange) -> None:
        """Answer in this thread if there is room: waking another costs a sixth of the server's throughput."""
        exchange.only_reads = self.is_visitor(exchange)
        has_room = True
        with self.lock:
            if is_turn := self.running < MAX_RUNNING and self.may_run(exchange):
                self.running += 1
                self.visitors_running += exchange.only_reads
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
            if is_turn := is_free and self.may_run(exchange):
                self.running += 1
                self.own_running += 1
                self.visitors_running += exchange.only_reads
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
        return self.running >= VISITORS_RUNNING and not self.sessions.has(exchange)

    def may_run(self, exchange: Exchange) -> bool:
        return not exchange.only_reads or self.may_run_visitor()

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
        return True

    def work(self, exchange: Exchange, own: int = 0) -> None:
        """Answer this request, then those that wait."""
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
                following = self.next_in_line()
                if following is None:
                    self.running -= 1
                    self.own_running -= own
                    return
                exchange = following
                self.visitors_running += exchange.only_reads

    def next_in_line(self) -> Exchange | None:
        if self.waiting:
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
