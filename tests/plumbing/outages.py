"""What happens outside of the forum, made to happen: locks, a database that can only be read, one that is full or gone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.plumbing.postgres import free_port


@contextmanager
def write_lock() -> Iterator[None]:
    """Another connection holds what every write has to wait for. Reading goes on."""
    other = connection.copy()
    other.ensure_connection()
    try:
        if other.vendor == "postgresql":
            names = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
            other.connection.execute("BEGIN")
            other.connection.execute(f"LOCK TABLE {names} IN SHARE MODE")
        else:
            other.connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.connection.execute("ROLLBACK")
        other.close()


@contextmanager
def only_readable() -> Iterator[None]:
    """This thread's database can be read, and refuses whatever is written."""
    on, off = (
        ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        if connection.vendor == "postgresql"
        else ("PRAGMA query_only = 1", "PRAGMA query_only = 0")
    )
    connection.ensure_connection()
    connection.connection.execute(on)
    try:
        yield
    finally:
        connection.ensure_connection()
        connection.connection.execute(off)


@contextmanager
def full_disk() -> Iterator[None]:
    """To whatever this thread writes, the database says that there is no room."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            with connection.wrap_database_errors:
                raise no_room()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def no_room() -> Exception:
    if connection.vendor == "postgresql":
        return connection.Database.errors.DiskFull("could not extend file")
    return connection.Database.OperationalError("database or disk is full")


@contextmanager
def no_further_page() -> Iterator[None]:
    """This thread's SQLite file cannot grow."""
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("VACUUM")
    [limit] = raw.execute("PRAGMA max_page_count").fetchone()
    raw.execute("PRAGMA max_page_count = 1")  # which becomes the number it has
    try:
        yield
    finally:
        raw.execute(f"PRAGMA max_page_count = {limit}")


def end_connection() -> None:
    """PostgreSQL ends this thread's connection, as it does with all when it restarts."""
    [number] = connection.connection.execute("SELECT pg_backend_pid()").fetchone()
    other = connection.copy()
    other.ensure_connection()
    other.connection.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()


@contextmanager
def gone() -> Iterator[None]:
    """The database is where nobody answers, for this thread."""
    settings = connection.settings_dict
    kept = dict(settings)
    connection.close()
    settings.update(
        {"PORT": str(free_port())} if connection.vendor == "postgresql" else {"NAME": "/nowhere/forum"}
    )
    try:
        yield
    finally:
        connection.close()
        settings.update(kept)
