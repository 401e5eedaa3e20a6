"""What the database knows of its tables, by which it chooses among indexes, gathered anew once a day."""

from collections.abc import Sequence

from django.db import connection

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
OF_SQLITE = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def gather(**_facts: object) -> None:
    """One table after the other, so that who writes meanwhile waits for no more than one.

    Whole, without SQLite's `analysis_limit`: a guess from a thousand rows makes it sort all topics of a large board.
    """
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(OF_SQLITE if is_sqlite else LEFT_OUT)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def gather_of_new_indexes(plan: Sequence[object] = (), **_facts: object) -> None:
    """Called by Django after each `migrate`: they are not left to the first minute of the next day."""
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return  # without any it takes all indexes for alike
        cursor.execute(OF_PART_OF_SQLITE)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
