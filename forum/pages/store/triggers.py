"""The triggers that write into `page_change` what has changed on visitors' pages, as `scopes_of_tables.RULES` says.

The database writes the row in the transaction of the change itself, whoever makes it: a page, the worker, a command,
the owner in a shell. Migrations alter tables, and SQLite then makes a table anew and forgets its triggers; so they are
dropped before migrations and made after them, and not by one. A row says that they are off, and a second later no
process shows a page from its store; another says that all of them are there, and without it none is shown either.

Those of tables that processes keep in memory also give the forum another version (`forum/site/forum_version.py`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forum.pages.store.changes import are_on
from forum.pages.store.scopes_of_tables import RULES, Rule
from forum.site import forum_version

TABLE, ON, OFF = "page_change", "on", "off"
PREFIX = "page_change_"
ROWS = {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'page\\_change\\_%' ESCAPE '\\'",
    "postgresql": """
        SELECT t.tgname FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE t.tgname LIKE 'page\\_change\\_%' AND n.nspname = current_schema()""",
}


@dataclass(frozen=True)
class Trigger:
    name: str
    table: str
    statements: tuple[str, ...]


def before_migrations(using: str, plan: Sequence[Any], **_unused: Any) -> None:
    """Called by Django before each `migrate`, with what it will do."""
    connection = connections[using]
    if plan and TABLE in connection.introspection.table_names():
        with _whole_on_sqlite(connection):
            _say(connection, OFF)
            _drop_all(connection)


def after_migrations(using: str, **_unused: Any) -> None:
    """Called by Django after each `migrate`, also one that had nothing to do."""
    install(connections[using])


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers what they should be. Where migrations have not come so far, they stay off."""
    if not {TABLE, forum_version.TABLE, *RULES} <= set(connection.introspection.table_names()):
        return
    wanted = {trigger.name: trigger for trigger in triggers(connection)}
    if are_on(connection) and _installed(connection) == set(wanted):
        return
    with _whole_on_sqlite(connection):
        _say(connection, OFF)
        _drop_all(connection)
        for trigger in wanted.values():
            _execute(connection, *trigger.statements)
        _say(connection, ON)


def _whole_on_sqlite(connection: BaseDatabaseWrapper) -> AbstractContextManager[Any]:
    """One transaction on SQLite. On PostgreSQL it would lock all tables, in an order in which others don't."""
    return transaction.atomic(connection.alias) if connection.vendor == "sqlite" else nullcontext()


def _say(connection: BaseDatabaseWrapper, scope: str) -> None:
    _execute(connection, f"INSERT INTO {TABLE} (scope) VALUES ('{scope}')")  # noqa: S608
    # The table may be one of those that are made now.
    if forum_version.TABLE in connection.introspection.table_names():
        on = (forum_version.RENEW[connection.vendor], forum_version.ON)
        _execute(connection, *(on if scope == ON else (forum_version.OFF,)))


def triggers(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    """All that there should be. The name of each has a digest of what it does, so that it says whether it is there."""
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.cursor() as cursor:
        for table, rules in RULES.items():
            described = connection.introspection.get_table_description(cursor, table)
            there = sorted(column.name for column in described)
            for rule in rules:
                for event in rule.events:
                    yield make(table, event, _columns(rule, there), _acts(rule, event, connection.vendor))
                if rule.is_in_memory and connection.vendor == "postgresql":
                    yield make(table, "TRUNCATE", [], f"{forum_version.RENEW[connection.vendor]};")


def _columns(rule: Rule, there: Sequence[str]) -> list[str]:
    return [name for name in there if (name in rule.columns if rule.columns else name not in rule.but)]


def _acts(rule: Rule, event: str, vendor: str) -> str:
    scopes = " UNION ".join(rule.scope.format(row=row) for row in ROWS[event])
    renew = f" {forum_version.RENEW[vendor]};" if rule.is_in_memory else ""
    return f"INSERT INTO {TABLE} (scope) {scopes};{renew}"


def _on_sqlite(table: str, event: str, columns: Sequence[str], acts: str) -> Trigger:
    when = _changes("IS NOT", columns) if event == "UPDATE" else ""
    of = f" OF {', '.join(columns)}" if event == "UPDATE" else ""
    rest = f"AFTER {event}{of} ON {table} FOR EACH ROW{when} BEGIN {acts} END"
    name = _name(table, rest)
    return Trigger(name, table, (f"CREATE TRIGGER {name} {rest}",))


def _on_postgresql(table: str, event: str, columns: Sequence[str], acts: str) -> Trigger:
    when = _changes("IS DISTINCT FROM", columns) if event == "UPDATE" else ""
    of = f" OF {', '.join(columns)}" if event == "UPDATE" else ""
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    rest = f"AFTER {event}{of} ON {table} FOR EACH {each}{when}"
    name = _name(table, rest + acts)
    body = f"BEGIN {acts} RETURN NULL; END"
    return Trigger(
        name,
        table,
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE TRIGGER {name} {rest} EXECUTE FUNCTION {name}()",
        ),
    )


def _changes(differs: str, columns: Sequence[str]) -> str:
    return f" WHEN ({' OR '.join(f'OLD.{name} {differs} NEW.{name}' for name in columns)})"


def _name(table: str, content: str) -> str:
    return f"{PREFIX}{table}_{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def _installed(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _drop_all(connection: BaseDatabaseWrapper) -> None:
    for name in sorted(_installed(connection)):
        on_postgresql = connection.vendor == "postgresql"
        _execute(connection, f"DROP FUNCTION {name}() CASCADE" if on_postgresql else f"DROP TRIGGER {name}")


def _execute(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
