"""After a test that committed, only the tables that hold something are emptied.

Django's own flush empties every table and then makes all permissions and content types anew; here these stay.
"""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

from forum.search import word_parts

KEPT = {"django_content_type", "auth_permission"}
MANY_PAGES = 500
LARGE = 8 * 1024 * 1024  # bytes


@pytest.fixture(scope="session", autouse=True)
def only_filled_tables_are_emptied() -> None:
    TransactionTestCase._fixture_teardown = lambda _case: empty()


def empty() -> None:
    """Delete all rows, in one transaction: at its end no row refers to one that is gone."""
    tables = connection.introspection
    words = {"search_words"} & set(tables.table_names())  # of a search engine, which has no model
    # What names rows of others goes first: SQLite looks for such rows once for each that is deleted.
    ours = [model._meta.db_table for model in reversed(apps.get_models(include_auto_created=True))]
    existing = (set(tables.django_table_names(only_existing=True)) | words) - KEPT
    names = sorted(existing, key=lambda name: ours.index(name) if name in ours else -1)
    is_filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})" for name in names
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and _is_large(cursor):
            # For each row that is deleted it looks, at the end, for rows that name it.
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, names))}")
            return
        cursor.execute(is_filled)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
        if connection.vendor == "sqlite":
            _empty_what_sqlite_keeps_beside(cursor)


def _is_large(cursor) -> bool:
    """Whether a table of PostgreSQL has so much in it that emptying all of them by TRUNCATE takes less."""
    cursor.execute(
        "SELECT max(pg_relation_size(oid)) FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    )
    return (cursor.fetchone()[0] or 0) > LARGE


def _empty_what_sqlite_keeps_beside(cursor) -> None:
    """The index of words' parts, whose rows no DELETE takes, and what ANALYZE noted of tables that were full."""
    cursor.execute(
        "SELECT name FROM sqlite_schema WHERE name IN ('search_word_parts', 'sqlite_stat1', 'sqlite_stat4')"
    )
    names = {name for (name,) in cursor.fetchall()}
    if "search_word_parts" in names:
        cursor.execute(word_parts.CLEAR)
    if "sqlite_stat4" in names:
        cursor.execute("DELETE FROM sqlite_stat4")
    if "sqlite_stat1" in names:
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")  # which makes the connection read them again


@pytest.fixture(scope="module")
def built_once(django_db_setup, django_db_blocker):
    """built_once(make) → what `make()` answers, with its rows there for every test of the module.

    They are committed, so each test may change them in the transaction that ends with it. People and boards of the
    fixtures `ada`, `board` and so on would get in their way: a module uses these or those.
    """

    def build(make):
        with django_db_blocker.unblock():
            empty()  # of what was built with another parameter
            with transaction.atomic():
                return make()

    yield build
    with django_db_blocker.unblock():
        empty()
        _give_back_pages()


def _give_back_pages() -> None:
    """SQLite keeps the pages of deleted rows in its file, and whoever copies the file would copy them with every backup."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA freelist_count").fetchone()[0] > MANY_PAGES:
            cursor.execute("VACUUM")
