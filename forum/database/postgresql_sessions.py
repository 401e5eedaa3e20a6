"""What is set for each connection to PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Compile no query: what a query costs is guessed far above what pages take, and compiling takes seconds. And rows that
# are looked up one by one are in memory or on an SSD: with the guess for turning disks, whole tables were read instead.
# And decide once how to find the rows of a statement that is kept: to think about a list of topics takes four times as
# long as to find it, and what was decided without the values is hardly worse on a large forum.
SETTINGS = "SET jit = off; SET random_page_cost = 1.1; SET plan_cache_mode = force_generic_plan"


def install() -> None:
    connection_created.connect(set_up, dispatch_uid="postgresql_sessions")


def set_up(connection: BaseDatabaseWrapper, **_facts: object) -> None:
    """Said here and not as the connection begins, because PgBouncer refuses such options."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
