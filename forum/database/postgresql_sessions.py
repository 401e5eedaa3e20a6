"""What is set for each connection to PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def install() -> None:
    connection_created.connect(set_up, dispatch_uid="postgresql_sessions")


def set_up(connection: BaseDatabaseWrapper, **_facts: object) -> None:
    """Compile no query: its guesses of what a query costs are far above what pages cost, and compiling takes seconds.

    Said here and not as the connection begins, because PgBouncer refuses such options.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
