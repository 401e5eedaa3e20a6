"""How long the database's locks are waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

BRIEF = 0.25  # seconds, for what can as well be written later or not at all


@contextmanager
def brief_transaction(seconds: float = BRIEF) -> Iterator[None]:
    """A transaction that raise OperationalError if it has to wait longer than this for a lock."""
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
    """On SQLite: wait for locks no longer than this, or than before if that is less."""
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


def set_lock_timeout(connection: BaseDatabaseWrapper, seconds: float) -> None:
    """Set how long the connection waits for each lock. It does not touch SQLite's file, so it cannot fail."""
    word = "SET lock_timeout =" if connection.vendor == "postgresql" else "PRAGMA busy_timeout ="
    with connection.wrap_database_errors:
        connection.connection.execute(f"{word} {milliseconds(seconds)}")


def milliseconds(seconds: float) -> int:
    # To PostgreSQL 0 means without end.
    return max(1, int(seconds * 1000))
