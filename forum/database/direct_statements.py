"""Statements that go to SQLite as they are, without what Django puts around each of them.

A cursor of its own, the wrappers, another form for the places of the values: for a statement that was put together
before they take several times as long as SQLite does. On PostgreSQL, where statements are logged, and where a wrapper
wants to see them, they go through Django.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

Values = Sequence[Any]


class BeginWrapper:
    """A wrapper around statements, as Django knows them, that on SQLite sees to beginnings of transactions alone."""


def rows_of(sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement that reads."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if goes_directly(connection):
        with connection.wrap_database_errors:
            return list(connection.connection.execute(_for_sqlite(sql), values))
    return _rows_through_django(connection, sql, values)


def written_rows(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Write something; return what the statement tells of it, to the last row: until then SQLite has not ended it."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    # What is a transaction of its own may have to wait for the write lock, and the wrappers see to that.
    return (
        rows_of(sql, values) if connection.in_atomic_block else _rows_through_django(connection, sql, values)
    )


def execute(sql: str, values: Values) -> None:
    """Write something."""
    _write("execute", sql, values)


def execute_all(sql: str, rows: Sequence[Values]) -> None:
    """Write the same with each of these values."""
    _write("executemany", sql, rows)


def _rows_through_django(connection: Any, sql: str, values: Values) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _write(method: str, sql: str, values: Values) -> None:
    """By the method of this name, which SQLite's driver and Django's cursors both have."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block and goes_directly(connection):
        with connection.wrap_database_errors:
            getattr(connection.connection, method)(_for_sqlite(sql), values)
        return
    with connection.cursor() as cursor:
        getattr(cursor, method)(sql, values)


def goes_directly(connection: Any) -> bool:
    """Whether nobody but SQLite wants to see what is asked of this connection."""
    if connection.vendor != "sqlite" or connection.connection is None or connection.queries_logged:
        return False
    # Of a transaction that can only be rolled back Django says why.
    if connection.needs_rollback:
        return False
    return all(isinstance(wrapper, BeginWrapper) for wrapper in connection.execute_wrappers)


@lru_cache(maxsize=2000)
def _for_sqlite(sql: str) -> str:
    """The statement with the places of its values as SQLite's driver wants them, and not as Django does."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")
