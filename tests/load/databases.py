"""More databases on the server that the forum uses, and the processes of that server."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.load.processes import below


def made_database(name: str) -> str | None:
    """Make an empty one beside the forum's, and return its URL; on SQLite None."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    at = settings.DATABASES["default"]
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"


def processes_of_database() -> list[int]:
    """Those of PostgreSQL, where it runs on this machine."""
    server = _server()
    return below(server) if server else []


@cache
def _server() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [[backend]] = cursor.fetchall()
    connection.close()
    try:
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
