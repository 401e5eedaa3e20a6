"""Ids for rows that are yet to be written, so that texts can point to each other before any of them is stored."""

from django.db import connection, models


def reserved_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that no row of the model has, and that nobody else will be given.

    Runs in a transaction; ids that are not used leave a gap, which does no harm.
    """
    if count == 0:
        return []
    if connection.vendor == "sqlite":
        return _from_sqlite(model._meta.db_table, count)
    return _from_sequence(model._meta.db_table, count)


def _from_sqlite(table: str, count: int) -> list[int]:
    # AUTOINCREMENT never gives an id below the one noted here, and a transaction here excludes all other writers.
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
    last = row[0] if row else 0
    return list(range(last + 1, last + 1 + count))


def _from_sequence(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{table}"', count],
        )
        return [row[0] for row in cursor.fetchall()]
