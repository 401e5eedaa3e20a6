"""How many requests run Django at once. One that has arrived whole waits for its turn, and waits only so long."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from forum.serving.plain_answers import Exchange

logger = logging.getLogger(__name__)

# Each thread may hold a database connection, of which PostgreSQL allows 100 unless told otherwise.
AT_ONCE = 16
# A body comes in on the event loop, which has to hand it to a thread of ours.
OWN_THREADS = 8
LONGEST_WAIT = 10.0  # seconds; nobody looks at an empty page for longer
MOST_WAITING = 500


class Threads:
    def __init__(self, respond: Callable[[Exchange], None]):
        self.respond = respond
        self.lock = threading.Lock()
        self.running = self.own_running = 0
        self.waiting: deque[Exchange] = deque()
        self.own = ThreadPoolExecutor(OWN_THREADS, thread_name_prefix="request")

    def run_here(self, exchange: Exchange) -> None:
        """In this thread, if it may: to wake another one costs a sixth of what the server can do."""
        has_room = True
        with self.lock:
            if is_turn := self.running < AT_ONCE:
                self.running += 1
            else:
                has_room = self.line_up(exchange)
        if is_turn:
            self.work(exchange)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def run_elsewhere(self, exchange: Exchange) -> None:
        has_room = True
        with self.lock:
            if is_turn := self.running < AT_ONCE and self.own_running < OWN_THREADS:
                self.running += 1
                self.own_running += 1
            else:
                has_room = self.line_up(exchange)
        if is_turn:
            self.own.submit(self.work, exchange, own=1)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def line_up(self, exchange: Exchange) -> bool:
        """Let it wait, if there is room. The caller holds the lock under which it saw that all threads are busy.

        Were they to end between the two, nobody would look for it.
        """
        if len(self.waiting) >= MOST_WAITING:
            return False
        exchange.arrived_at = time.monotonic()
        self.waiting.append(exchange)
        return True

    def work(self, exchange: Exchange, own: int = 0) -> None:
        """Answer this one, then those that wait."""
        while True:
            try:
                self.respond(exchange)
            except BaseException:
                # Also a SystemExit: the thread must not end.
                logger.exception("A request broke the server's own code.")
                exchange.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
            with self.lock:
                if not self.waiting:
                    self.running -= 1
                    self.own_running -= own
                    return
                exchange = self.waiting.popleft()

    def refuse_late(self) -> None:
        """Answer those who have waited too long. They are the first in the row."""
        eldest, late = time.monotonic() - LONGEST_WAIT, []
        with self.lock:
            while self.waiting and self.waiting[0].arrived_at < eldest:
                late.append(self.waiting.popleft())
        for exchange in late:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
