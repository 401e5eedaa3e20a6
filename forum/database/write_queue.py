"""SQLite's one write lock, waited for in line.

SQLite lets whoever waits look again and again, with pauses that grow to a tenth of a second: who came last finds the
lock free, and a few starve. Here the threads of a process wait in the order in which they came, and the first of them
looks every few milliseconds.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from django.db import OperationalError

from forum.database.direct_statements import BeginWrapper, goes_directly
from forum.database.lock_timeouts import set_lock_timeout
from forum.database.outages import BUSY, LockTimeout, outage_of

SHORT = 0.003  # seconds: SQLite pauses for 1 and 2 ms then, and asks to be called again
LOCKED = "is locked"  # in what SQLite says
PATIENCE = 20.0  # seconds, for those who have set no time of their own

_lock = Lock()
_line: deque[Event] = deque()


def in_line(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
    patience: float,
) -> Any:
    """Execute a statement, as a wrapper around it; one that begins a transaction on SQLite waits in line."""
    connection = context["connection"]
    if connection.vendor != "sqlite" or not sql.startswith("BEGIN"):
        return execute(sql, params, many, context)
    until = time.monotonic() + patience
    with _turn(until):
        set_lock_timeout(connection, SHORT)
        try:
            if goes_directly(connection):
                return _begin(connection, sql, until)
            return _begin_through(execute, (sql, params, many, context), until)
        finally:
            set_lock_timeout(connection, max(until - time.monotonic(), 0.0))


def _begin(connection: Any, sql: str, until: float) -> Any:
    """Begin as soon as the lock is free. Until then nothing is asked that Django would put around each try."""
    with connection.wrap_database_errors:
        while True:
            try:
                return connection.connection.execute(sql)
            except connection.Database.OperationalError as error:
                if LOCKED not in str(error) or time.monotonic() >= until:
                    raise


def _begin_through(execute: Callable[..., Any], statement: tuple[Any, ...], until: float) -> Any:
    """The same where others want to see each try."""
    connection = statement[-1]["connection"]
    had_errors = connection.errors_occurred
    while True:
        try:
            return execute(*statement)
        except OperationalError as error:
            if outage_of(error) is not BUSY or time.monotonic() >= until:
                raise
            # To be told "not yet" says nothing against the connection.
            connection.errors_occurred = had_errors


class InLine(BeginWrapper):
    """The same as a wrapper, with a time for those who have set none."""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        return in_line(execute, sql, params, many, context, PATIENCE)


@contextmanager
def _turn(until: float) -> Iterator[None]:
    """The first place in line. Raise LockTimeout if it does not come in time."""
    mine = Event()
    with _lock:
        _line.append(mine)
        if _line[0] is mine:
            mine.set()
    try:
        if not mine.wait(max(until - time.monotonic(), 0.0)):
            raise LockTimeout("those before it in line waited for too long")
        yield
    finally:
        with _lock:
            _line.remove(mine)
            if _line:
                _line[0].set()


def _reset_after_fork() -> None:
    """Those in line are the parent's threads."""
    global _lock
    _lock = Lock()
    _line.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
