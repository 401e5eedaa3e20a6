"""Statements that go to the database as they are, without what Django puts around each of them.

A cursor of its own, the wrappers, another form for the places of the values: for a statement that was put together
before they take several times as long as SQLite does. PostgreSQL decides once how it finds the rows of a statement that
reads, and keeps that with the connection: for what a page asks it thinks about that longer than it then searches.
Where statements are logged, and where a wrapper wants to see them, they go through Django, and on PostgreSQL all that
write.
"""

import importlib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

Values = Sequence[Any]
PATTERN = " LIKE "  # what PostgreSQL finds in an index only if it knows it when it decides how


class BeginWrapper:
    """A wrapper around statements, as Django knows them, that on SQLite sees to beginnings of transactions alone."""


def rows_of(sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement that reads."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if goes_directly(connection):
        with connection.wrap_database_errors:
            return list(connection.connection.execute(_for_sqlite(sql), values))
    if _is_prepared(connection) and PATTERN not in sql:
        # As Django does before each statement.
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        with connection.wrap_database_errors, _preparing_cursor()(connection.connection) as cursor:
            return list(cursor.execute(sql, values, prepare=True).fetchall())
    return _rows_through_django(connection, sql, values)


def written_rows(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Write something; return what the statement tells of it, to the last row: until then SQLite has not ended it."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    # What is a transaction of its own may have to wait for the write lock, and the wrappers see to that.
    return (
        rows_of(sql, values) if connection.in_atomic_block else _rows_through_django(connection, sql, values)
    )


@cache
def number_type() -> type[int]:
    """What numbers are to be, so that a statement with large ones is the same for PostgreSQL as with small ones."""
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return int
    number: type[int] = importlib.import_module("psycopg.types.numeric").Int8
    return number


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
    return bool(connection.vendor == "sqlite") and _is_asked_by_us_alone(connection)


def _is_prepared(connection: Any) -> bool:
    """Whether PostgreSQL is to keep how it finds the rows."""
    if connection.vendor != "postgresql" or not _is_asked_by_us_alone(connection):
        return False
    return connection.connection.prepare_threshold is not None


@cache
def _preparing_cursor() -> Any:
    # Django's own cursors write the values into the statement. SQLite's forums do not load this library.
    return importlib.import_module("psycopg").Cursor


def _is_asked_by_us_alone(connection: Any) -> bool:
    if connection.connection is None or connection.queries_logged:
        return False
    # Of a transaction that can only be rolled back Django says why.
    if connection.needs_rollback:
        return False
    return all(isinstance(wrapper, BeginWrapper) for wrapper in connection.execute_wrappers)


@lru_cache(maxsize=2000)
def _for_sqlite(sql: str) -> str:
    """The statement with the places of its values as SQLite's driver wants them, and not as Django does."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")
