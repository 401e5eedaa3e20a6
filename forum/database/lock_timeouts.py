"""How long we wait for a lock in the database that another one holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

BRIEF = 0.25  # seconds, for what can as well be written later or not at all


@contextmanager
def brief_transaction(seconds: float = BRIEF) -> Iterator[None]:
    """A transaction that gives up, with an OperationalError, where a lock is held for longer than this."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {milliseconds(seconds)}")
            yield
        return
    with lock_timeout_at_most(seconds), transaction.atomic():
        yield


@contextmanager
def lock_timeout_at_most(seconds: float) -> Iterator[None]:
    """On SQLite: wait for a lock no longer than this, or than has been said before where that is less."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    raw = connection.connection
    [before] = raw.execute("PRAGMA busy_timeout").fetchone()
    set_lock_timeout(connection, min(seconds, before / 1000))
    try:
        yield
    finally:
        if connection.connection is raw:
            set_lock_timeout(connection, before / 1000)


def set_lock_timeout(connection: Any, seconds: float) -> None:
    """From now on the connection waits so long for each lock. Asks nothing of SQLite's file, so it cannot fail."""
    word = "SET lock_timeout =" if connection.vendor == "postgresql" else "PRAGMA busy_timeout ="
    with connection.wrap_database_errors:
        connection.connection.execute(f"{word} {milliseconds(seconds)}")


def milliseconds(seconds: float) -> int:
    # To PostgreSQL 0 means without end.
    return max(1, int(seconds * 1000))
