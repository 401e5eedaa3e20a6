"""What a request asks of the database, and how the database would go about it."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def statements():
    """Collects what is asked of the database, with its values."""
    seen = []

    def note(execute, sql, values, many, context):
        seen.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield seen


def forget_statistics_rolled_back(cursor):
    """What ANALYZE noted in the transaction of an earlier test, SQLite plans by until it reads its statistics again."""
    if connection.vendor == "sqlite":
        cursor.execute("ANALYZE sqlite_schema")


def explained(sql, values):
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        forget_statistics_rolled_back(cursor)
        cursor.execute(f"{explain} {sql}", values)
        return "\n".join(str(row[-1]).strip() for row in cursor.fetchall())
