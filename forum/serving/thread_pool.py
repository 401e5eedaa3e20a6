"""The threads that run Django. A request that has arrived whole waits for one, but not for ever."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from forum.serving.exchange import Exchange

logger = logging.getLogger(__name__)

# Each thread may hold a database connection, of which PostgreSQL allows 100 unless told otherwise.
MAX_RUNNING = 16
# A body comes in on the event loop, which has to hand it to a thread of ours.
OWN_THREADS = 8
MAX_WAIT_SECONDS = 10.0  # seconds; nobody looks at an empty page for longer
MAX_WAITING = 500


class Threads:
    def __init__(self, respond: Callable[[Exchange], None]) -> None:
        self.respond = respond
        self.lock = threading.Lock()
        self.running = self.own_running = 0
        self.waiting: deque[Exchange] = deque()
        self.own = ThreadPoolExecutor(OWN_THREADS, thread_name_prefix="request")

    def run_here(self, exchange: Exchange) -> None:
        """Answer in this thread if there is room: waking another costs a sixth of the server's throughput."""
        has_room = True
        with self.lock:
            if is_turn := self.running < MAX_RUNNING:
                self.running += 1
            else:
                has_room = self.enqueue(exchange)
        if is_turn:
            self.work(exchange)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def run_elsewhere(self, exchange: Exchange) -> None:
        has_room = True
        with self.lock:
            if is_turn := self.running < MAX_RUNNING and self.own_running < OWN_THREADS:
                self.running += 1
                self.own_running += 1
            else:
                has_room = self.enqueue(exchange)
        if is_turn:
            self.own.submit(self.work, exchange, own=1)
        elif not has_room:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def enqueue(self, exchange: Exchange) -> bool:
        """Let it wait, if there is room. The caller holds the lock under which it saw that all threads are busy.

        If they ended in between, nobody would take it.
        """
        if len(self.waiting) >= MAX_WAITING:
            return False
        exchange.arrived_at = time.monotonic()
        self.waiting.append(exchange)
        return True

    def work(self, exchange: Exchange, own: int = 0) -> None:
        """Answer this request, then those that wait."""
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

    def refuse_overdue(self) -> None:
        """Refuse the requests that have waited too long, the first in the queue."""
        eldest, late = time.monotonic() - MAX_WAIT_SECONDS, []
        with self.lock:
            while self.waiting and self.waiting[0].arrived_at < eldest:
                late.append(self.waiting.popleft())
        for exchange in late:
            exchange.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
