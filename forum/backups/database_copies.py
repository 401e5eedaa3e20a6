"""A copy of the database as it is at one moment, while others write to it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils.translation import gettext as _
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from forum.backups.archive import Tick
from forum.backups.manifest import COUNTED
from forum.database import sqlite_driver

CONNECTION_OPTIONS = {
    "host", "hostaddr", "port", "dbname", "user", "passfile", "options", "service", "connect_timeout",
    "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "target_session_attrs",
}  # fmt: skip
PAGES = 4096  # that SQLite copies between two ticks


class CopyFailed(Exception):
    """The database could not be copied; the message is a sentence for the owner."""


@dataclass(frozen=True)
class CopyFacts:
    """What the copy holds."""

    migrations: list[list[str]]
    counts: dict[str, int]
    schema: str = ""


def copy_database(target: Path, tick: Tick) -> CopyFacts:
    """Write a copy to `target`, which must not be there yet. Raise CopyFailed if that is not possible."""
    if connection.vendor == "sqlite":
        return copy_sqlite(Path(connection.settings_dict["NAME"]), target, tick)
    return copy_postgresql(target, tick)


def copy_sqlite(source_path: Path, target: Path, tick: Tick) -> CopyFacts:
    driver: Any = sqlite_driver.driver()
    target.touch(mode=0o600, exist_ok=False)
    with (
        closing(driver.connect(str(source_path), timeout=20, isolation_level=None)) as source,
        closing(driver.connect(str(target), isolation_level=None)) as copy,
    ):
        # Held open, a reading transaction keeps writers from making the copy begin anew again and again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES, progress=lambda *_progress: tick())
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.set_progress_handler(tick, 10_000_000)
        [complaint] = copy.execute("PRAGMA quick_check(1)").fetchone()
        if complaint != "ok":
            raise CopyFailed(_("The database is damaged: %s") % complaint)
        return facts_of_sqlite(copy)


def facts_of_sqlite(copy: Any) -> CopyFacts:
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "django_migrations" not in tables:
        raise CopyFailed(_("The database holds no forum."))
    return CopyFacts(
        [list(row) for row in copy.execute("SELECT app, name FROM django_migrations ORDER BY id")],
        {
            what: copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for what, table in COUNTED.items()
            if table in tables
        },
    )


def copy_postgresql(target: Path, tick: Tick) -> CopyFacts:
    program = client_program("pg_dump")
    target.touch(mode=0o600, exist_ok=False)
    # A connection of its own: the usual one renews the row of this backup meanwhile.
    with closing(connections.create_connection(DEFAULT_DB_ALIAS)) as own, own.cursor() as cursor:
        # The numbers are counted in the very snapshot that is dumped.
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        facts = facts_of_postgresql(cursor, schema)
        run_client(
            [
                program, "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60000",
                f"--schema={schema}", f"--snapshot={snapshot}", f"--file={target}", f"--dbname={address()}",
            ],
            tick,
        )  # fmt: skip
    return facts


def facts_of_postgresql(cursor: Any, schema: str) -> CopyFacts:
    tables = set(connection.introspection.table_names(cursor))
    if "django_migrations" not in tables:
        raise CopyFailed(_("The database holds no forum."))
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    migrations = [list(row) for row in cursor.fetchall()]
    counts = {}
    for what, table in COUNTED.items():
        if table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            counts[what] = cursor.fetchone()[0]
    return CopyFacts(migrations, counts, schema)


def client_program(name: str) -> str:
    """Return where one of PostgreSQL's programs is. Raise CopyFailed if it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise CopyFailed(
            _(
                "%(program)s isn’t installed. Install PostgreSQL’s client programs of the server’s version "
                "(on Debian: apt install postgresql-client)."
            )
            % {"program": name}
        )
    return path


def address() -> str:
    """Return the database's address without the password, for PostgreSQL's programs."""
    connection.ensure_connection()
    parts = conninfo_to_dict(connection.connection.info.dsn)
    # The driver may bring a newer library than the programs, with options that these refuse.
    return make_conninfo("", **{name: value for name, value in parts.items() if name in CONNECTION_OPTIONS})


def run_client(command: list[str], tick: Tick) -> None:
    """Run one of PostgreSQL's programs. Raise CopyFailed with what it says if it fails."""
    # On the command line everybody on the machine could read the password.
    environment = os.environ | {"PGPASSWORD": str(connection.settings_dict["PASSWORD"] or ""), "LC_ALL": "C"}
    with ended(
        subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    ) as child:
        words: bytes | None = None
        while words is None:
            try:
                words = child.communicate(timeout=1)[1]
            except subprocess.TimeoutExpired:
                tick()
    if child.returncode:
        lines = words.decode(errors="replace").strip().splitlines() or [str(child.returncode)]
        raise CopyFailed(" ".join(lines[:3]))


@contextmanager
def ended(child: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Kill the child if this ends before it does."""
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
