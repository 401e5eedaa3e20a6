"""When the database fails: a request waits for locks no longer than people would, and reconnects once."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse

from forum.database.direct_statements import BeginWrapper
from forum.database.lock_timeouts import set_lock_timeout
from forum.database.outages import LockTimeout, is_lost_connection
from forum.database.write_queue import in_line
from forum.pages.requests import GetResponse

PATIENCE = 10.0  # seconds that one request may spend waiting for locks, in all

STARTS = ("BEGIN", "INSERT", "UPDATE", "DELETE")


def may_wait(sql: str) -> bool:
    """Whether a statement takes locks that it may have to wait for."""
    return sql.lstrip().startswith(STARTS) or " FOR UPDATE" in sql or " FOR NO KEY UPDATE" in sql


class LockPatience(BeginWrapper):
    """Counts for one request its statements and how long it has waited for locks."""

    def __init__(self, seconds: float) -> None:
        self.left = self.told = seconds
        self.answered = 0
        self.raw = None

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        connection = context["connection"]
        if self.left <= 0 and may_wait(sql):
            raise LockTimeout("other writers held their locks for too long")
        self._tell(connection)
        began = time.monotonic()
        try:
            result = in_line(execute, sql, params, many, context, max(self.left, 0.0))
        except OperationalError:
            # To wait again for what did not come would only add to the queue.
            self.left -= time.monotonic() - began
            raise
        if sql.startswith("BEGIN"):
            self.left -= time.monotonic() - began
        self.answered += 1
        return result

    def _tell(self, connection: Any) -> None:
        """Limit the connection's wait to what is left. On PostgreSQL this is set once for each connection."""
        if connection.vendor == "postgresql":
            if connection.connection in (self.raw, getattr(connection, "patient_connection", None)):
                return
            # What is set inside a transaction may be rolled back with it.
            connection.patient_connection = None if connection.in_atomic_block else connection.connection
        elif self.raw is connection.connection and self.told - self.left < 0.05:
            return
        self.raw, self.told = connection.connection, self.left
        set_lock_timeout(connection, max(self.left, 0.0))


class OutagesMiddleware:
    """Asks again after a lost connection. Outermost, so that every failure has become a response of `server_error`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        patience = LockPatience(PATIENCE)
        response = self._answer(request, patience)
        error = getattr(response, "outage_error", None)
        # What only reads may be asked twice. Anything else only where the database has not heard of it yet.
        if is_lost_connection(error) and (request.method in ("GET", "HEAD") or not patience.answered):
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
            response = self._answer(request, patience)
        return response

    def _answer(self, request: HttpRequest, patience: LockPatience) -> HttpResponse:
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(patience))
            return self.get_response(request)
