"""Writing and changing who may write do not happen at once: a post waits for a change under way, a change for a post.

On SQLite a transaction has the database to itself, so there is nothing to do.
"""

from django.db import connection

PERMISSIONS = 0x466F6C6B  # the number under which PostgreSQL knows this lock


def lock_permissions_shared() -> None:
    """Keep boards and grants as they are until this transaction ends; others may do the same meanwhile."""
    _lock("pg_advisory_xact_lock_shared")


def lock_permissions_exclusive() -> None:
    """Wait for all acts that hold the shared lock, and let none begin until this transaction ends."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [PERMISSIONS])
