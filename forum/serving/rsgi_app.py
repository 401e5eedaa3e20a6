"""Where requests arrive, before any thread or Django is spent on them.

Granian reads their heads; here what is no request of ours is refused, /healthz/ is answered, and bodies are read. Only
what has arrived whole is given to a thread.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from forum.serving.connection_limits import close_excess
from forum.serving.exchange import CLOSE, METHODS, PLAIN, Exchange, Refused
from forum.serving.kept_answers import kept_answer
from forum.serving.request_bodies import Bodies, has_body
from forum.serving.thread_pool import Threads
from forum.serving.wsgi_environ import environ_of

logger = logging.getLogger(__name__)

MAX_BUFFERED = 256 * 1024  # bytes of an answer that are gathered before it is sent as a stream
CHECKS_EVERY = 0.5  # seconds


class Front:
    def __init__(
        self, application: Callable[..., Iterable[bytes]], port: int, *, counts_networks: bool
    ) -> None:
        self.application, self.port, self.counts_networks = application, port, counts_networks
        self.loop: asyncio.AbstractEventLoop
        self.busy: set[str] = set()
        self.threads = Threads(self.respond)
        self.bodies = Bodies(counts_networks=counts_networks)
        self.reading_tasks: set[asyncio.Task[None]] = set()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = self.threads.loop = loop
        loop.call_later(CHECKS_EVERY, self.check)

    def receive(self, scope: Any, proto: Any) -> None:
        """Called with every request, in a thread of granian's that Django may then use."""
        exchange = Exchange(scope, proto, self.finish)
        self.busy.add(exchange.client)
        try:
            self.admit(exchange)
        except Exception:
            logger.exception("A request broke the server's own code.")
            exchange.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)

    def admit(self, exchange: Exchange) -> None:
        if exchange.method not in METHODS:
            exchange.refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif has_body(exchange):
            self.loop.call_soon_threadsafe(self.begin_reading, exchange)
        elif exchange.path == "/healthz/":
            exchange.answer(200, PLAIN, b"ok\n")
        elif (kept := kept_answer(exchange)) is not None:
            exchange.answer(*kept)
        else:
            self.threads.run_here(exchange)

    def finish(self, exchange: Exchange) -> None:
        self.busy.discard(exchange.client)
        if exchange.body.size:
            self.bodies.release(exchange)

    def begin_reading(self, exchange: Exchange) -> None:
        task = self.loop.create_task(self.read(exchange))
        self.reading_tasks.add(task)
        task.add_done_callback(self.reading_tasks.discard)

    async def read(self, exchange: Exchange) -> None:
        try:
            exchange.body = await self.bodies.read(exchange)
        except Refused as refused:
            if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and exchange.is_by_browser:
                exchange.is_too_large = True
                self.threads.run_elsewhere(exchange)
            else:
                exchange.refuse(refused.status)
        except Exception:
            logger.exception("A request broke the server's own code.")
            exchange.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self.threads.run_elsewhere(exchange)

    def check(self) -> None:
        self.loop.call_later(CHECKS_EVERY, self.check)
        self.threads.refuse_overdue()
        if self.counts_networks:
            close_excess(self.port, self.busy)

    def respond(self, exchange: Exchange) -> None:
        """Run Django on the request, in one of the threads."""
        status, headers = 500, []

        def start_response(line: str, fields: list[tuple[str, str]], _error: Any = None) -> None:
            nonlocal status, headers
            status, headers = int(line[:3]), fields

        content = self.application(environ_of(exchange), start_response)
        try:
            # The rest of a body that was not read is not the next request.
            send(exchange, status, [*headers, CLOSE] if exchange.is_too_large else headers, content)
        finally:
            # Django lets go of its database connection here.
            if hasattr(content, "close"):
                content.close()


def send(exchange: Exchange, status: int, headers: list[tuple[str, str]], content: Iterable[bytes]) -> None:
    pieces, size, pending = [], 0, iter(content)
    for piece in pending:
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BUFFERED:
            break
    else:
        exchange.answer(status, headers, pieces[0] if len(pieces) == 1 else b"".join(pieces))
        return
    transport = exchange.stream(status, headers)
    transport.send_bytes(b"".join(pieces))
    for piece in pending:
        transport.send_bytes(piece)
