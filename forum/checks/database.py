"""I5: the database itself is sound."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.checks.faults import EXAMPLES, Fault
from forum.checks.sampling import Look
from forum.database import sqlite_driver

BTREES = """
    SELECT c.oid::regclass::text FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am a ON a.oid = c.relam
    WHERE a.amname = 'btree' AND c.relnamespace = current_schema()::regnamespace
      AND i.indisready AND i.indisvalid AND c.relpersistence = 'p'
    ORDER BY 1
"""
UNUSABLE = """
    SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
"""
UNPROVED = "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
_CAUTION = gettext_lazy("which can, rarely, damage a busy file; keep backups, or use PostgreSQL")
LARGE = 100_000  # rows; SQLite takes ten seconds for a million posts, and as many for their words
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
AMCHECK = "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'amcheck'"


def faults(look: Look) -> Iterator[Fault]:
    yield from _sqlite(look) if connection.vendor == "sqlite" else _postgresql()


def note(look: Look) -> str:
    """Which SQLite keeps the file and what was left out of it, or what could not be looked at on PostgreSQL."""
    if connection.vendor == "sqlite":
        which = f"SQLite {sqlite_driver.version()}" + ("" if sqlite_driver.is_sound() else f", {_CAUTION}")
        return "; ".join(filter(None, (which, _sampled(look))))
    if connection.vendor == "postgresql" and not _rows(AMCHECK):
        return _("indexes weren’t checked; for that, run CREATE EXTENSION amcheck")
    return ""


def _sampled(look: Look) -> str:
    try:
        large = [] if look.is_deep else _large_tables()
    except DatabaseError:
        return ""  # then it is no whole file, which the fault says
    if len(large) < 2:
        return ""
    sentence = _(
        "of the %(all)d tables with more than %(rows)s rows SQLite checked today’s, %(name)s; "
        "all of them with --deep"
    )
    return sentence % {"all": len(large), "rows": f"{LARGE:,}", "name": large[look.place(len(large))]}


def _large_tables() -> list[str]:
    return [table for (table,) in _rows(TABLES) if _is_large(table)]


def _is_large(table: str) -> bool:
    name = connection.ops.quote_name(table)
    return bool(_rows(f"SELECT 1 FROM {name} LIMIT 1 OFFSET {LARGE}"))  # noqa: S608


def _sqlite(look: Look) -> Iterator[Fault]:
    complaints = _sqlite_complaints(look)
    if complaints:
        yield Fault(
            "database.integrity",
            _("faults that SQLite found in its file"),
            len(complaints),
            tuple(complaints[:EXAMPLES]),
        )
        return
    broken = [f"{table} {row}" for table, row, *_parent in _rows("PRAGMA foreign_key_check")]
    if broken:
        yield Fault(
            "database.foreign_keys", _("rows that point to nothing"), len(broken), tuple(broken[:EXAMPLES])
        )


def _sqlite_complaints(look: Look) -> list[str]:
    # FTS5 judges by what this connection has kept of its tables, which another process may have changed since.
    if not connection.in_atomic_block:
        connection.close()
    try:
        return [line for check in _integrity_checks(look) for (line,) in _rows(check) if line != "ok"]
    except OperationalError:
        raise
    except DatabaseError as error:
        # Where too much is damaged, SQLite gives up instead of listing it.
        return [str(error)]


def _integrity_checks(look: Look) -> list[str]:
    """Of the whole file; or of each table with its indexes, of the large ones one a day."""
    large = [] if look.is_deep else _large_tables()
    if len(large) < 2:
        return ["PRAGMA integrity_check(20)"]
    left_out = set(large) - {large[look.place(len(large))]}
    tables = [table for (table,) in _rows(TABLES) if table not in left_out]
    return [f"PRAGMA integrity_check({connection.ops.quote_name(table)})" for table in tables]


def _postgresql() -> Iterator[Fault]:
    for code, what, sql in (
        ("database.indexes", _("indexes that are not in use, left by a broken migration"), UNUSABLE),
        ("database.constraints", _("constraints that old rows were never checked against"), UNPROVED),
    ):
        names = [name for (name,) in _rows(sql)]
        if names:
            yield Fault(code, what, len(names), tuple(names[:EXAMPLES]))
    if amcheck := _rows(AMCHECK):
        damaged = [name for (name,) in _rows(BTREES) if not _is_sound(amcheck[0][0], name)]
        if damaged:
            yield Fault("database.integrity", _("damaged indexes"), len(damaged), tuple(damaged[:EXAMPLES]))


def _is_sound(schema: str, index: str) -> bool:
    try:
        with transaction.atomic():
            _rows(f"SELECT {connection.ops.quote_name(schema)}.bt_index_check(%s::regclass)", [index])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "XX002":  # index_corrupted
            return False
        raise
    return True


def _rows(sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
