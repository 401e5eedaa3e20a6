"""What the database knows of its tables, by which it chooses among indexes, gathered anew once a day.

Of most of SQLite's tables no samples of values (`sqlite_stat4`). Where it has some it decides anew how to find the rows
of a statement each time that it is asked, for another way might be better with other values: a page of a topic took
twice as long.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

# What waits in a queue, or was done by few, among much that is not: only by samples SQLite goes by an index there.
# No page that members read all day asks these by value.
SAMPLED = {
    "attachments_attachmentuse", "bans_ban", "jobs_job", "link_cards_linkcard", "moderation_logentry",
    "notifications_delivery", "remote_pictures_remotepicture",
}  # fmt: skip

# Tables that PostgreSQL's autovacuum has not come to: it may be off, or have more to do than it gets done.
LEFT_OUT = """
    SELECT relname FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_mod_since_analyze > 1000 + 0.2 * n_live_tup ORDER BY relname
"""
# Where it knows of some indexes of a table and not of a new one, SQLite takes that for better than it is.
OF_PART_OF_SQLITE = """
    SELECT DISTINCT tbl_name FROM sqlite_schema
    WHERE type = 'index' AND name NOT IN (SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL)
    AND tbl_name IN (SELECT tbl FROM sqlite_stat1 WHERE idx IS NOT NULL) ORDER BY tbl_name
"""
# SQLite takes samples only where no limit is set. This one is beyond any table, so that whole tables are counted: a
# guess from a thousand rows makes it sort all topics of a large board.
WITHOUT_SAMPLES, WITH_SAMPLES = "PRAGMA analysis_limit = 2000000000", "PRAGMA analysis_limit = 0"
OF_SQLITE = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def gather(**_facts: object) -> None:
    """One table after the other, so that who writes meanwhile waits for no more than one."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SQLITE if connection.vendor == "sqlite" else LEFT_OUT)
        _analyze(cursor, [table for (table,) in cursor.fetchall()])


def gather_at_once() -> None:
    """Of all tables, however little has changed: for who has just filled them, and waits for it."""
    if connection.vendor == "sqlite":
        gather()
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def gather_of_new_indexes(plan: Sequence[object] = (), **_facts: object) -> None:
    """Called by Django after each `migrate`: they are not left to the first minute of the next day.

    Samples that are not wanted are thrown away: of earlier versions, and of who ran ANALYZE by hand.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')")
        known = {name for (name,) in cursor.fetchall()}
        if "sqlite_stat4" in known:
            cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat4")
            for table in {table for (table,) in cursor.fetchall()} - SAMPLED:
                cursor.execute("DELETE FROM sqlite_stat4 WHERE tbl = %s", [table])
        if not plan or "sqlite_stat1" not in known:
            return  # without any it takes all indexes for alike
        cursor.execute(OF_PART_OF_SQLITE)
        _analyze(cursor, [table for (table,) in cursor.fetchall()])


def _analyze(cursor: Any, tables: Sequence[str]) -> None:
    for table in tables:
        if connection.vendor == "sqlite":
            cursor.execute(WITH_SAMPLES if table in SAMPLED else WITHOUT_SAMPLES)
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
