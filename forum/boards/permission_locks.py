"""Writing and changing who may write do not happen at once: a post waits for a change under way, a change for a post.

On SQLite a transaction has the database to itself, so there is nothing to do.
"""

from django.db import connection

GRANTS = 0x466F6C6B  # the number under which PostgreSQL knows this lock


def hold_grants() -> None:
    """Boards and grants stay as they are until this transaction ends; others may hold them too."""
    _lock("pg_advisory_xact_lock_shared")


def change_grants() -> None:
    """Wait for those who hold boards and grants, and keep others from reading them for an act meanwhile."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [GRANTS])
