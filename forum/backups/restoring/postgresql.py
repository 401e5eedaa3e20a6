"""A forum's tables on PostgreSQL: what a dump may hold, moving them aside, bringing a dump in, moving them back."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from forum.backups.database_copies import CopyFailed, address, client_program, run_client
from forum.backups.manifest import Manifest
from forum.backups.verifying import Refused
from forum.search import word_parts

# As pg_restore lists them; the longest first, for some begin like others.
ALLOWED = (
    "MATERIALIZED VIEW DATA", "MATERIALIZED VIEW", "TABLE DATA", "TABLE ATTACH", "TABLE", "SEQUENCE OWNED BY",
    "SEQUENCE SET", "SEQUENCE", "FK CONSTRAINT", "CHECK CONSTRAINT", "CONSTRAINT", "INDEX ATTACH", "INDEX",
    "DEFAULT", "TRIGGER", "FUNCTION", "VIEW", "STATISTICS", "COMMENT",
)  # fmt: skip
# The schema is there, extensions are the server's matter, and nobody else is granted anything.
LEFT_OUT = ("SCHEMA", "EXTENSION", "ACL", "DEFAULT ACL", "COMMENT - SCHEMA", "COMMENT - EXTENSION")
LINE = re.compile(r"\d+; \d+ \d+ (.+)\Z")

# Made here, if the server has the extension that it needs: the one that the backup comes from may have had more.
MADE_ANEW = f" {word_parts.INDEX_NAME} "

# What belongs to an extension (deptype e) stays, and what belongs to a table (a, i) goes with it.
RELATIONS = """
    SELECT c.oid::regclass::text, c.relkind::text FROM pg_class c
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (
      SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND (d.deptype = 'e' OR (c.relkind = 'S' AND d.deptype IN ('a', 'i'))))
    ORDER BY 1
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = %s::regnamespace AND NOT EXISTS (
      SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""
KINDS = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}


def refuse_odd_dump(dump: Path, manifest: Manifest) -> None:
    """Raise Refused if pg_restore cannot read it, or it holds what a forum's database does not."""
    lines = table_of_contents(dump)
    if f"TABLE DATA {manifest.schema} django_migrations" not in " ".join(lines):
        raise Refused(_("The database in the backup can’t be read: %s") % _("it holds no forum"))
    if manifest.schema != current_schema():
        raise Refused(
            _("The backup’s tables belong in the schema “%(theirs)s”, this forum’s in “%(ours)s”.")
            % {"theirs": manifest.schema[:60], "ours": current_schema()}
        )


def table_of_contents(dump: Path) -> list[str]:
    """Return the lines of the dump's list that are restored. Raise Refused if any is odd."""
    try:
        program = client_program("pg_restore")
    except CopyFailed as error:
        raise Refused(str(error)) from error
    listed = subprocess.run([program, "--list", str(dump)], capture_output=True, check=False)
    if listed.returncode:
        words = listed.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise Refused(_("The database in the backup can’t be read: %s") % words)
    lines = []
    for line in listed.stdout.decode(errors="replace").splitlines():
        match = LINE.match(line)
        if match is None or match[1].startswith(LEFT_OUT):
            continue
        if not match[1].startswith(ALLOWED):
            raise Refused(_("The database in the backup holds what a forum’s doesn’t: %s") % match[1][:80])
        lines.append(line)
    return lines


def current_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def other_connections() -> int:
    """Return how many other programs are connected to the database: a forum on another machine is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND coalesce(backend_type, 'client backend') = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def move_aside(aside: str) -> None:
    """Move the forum's tables into a new schema."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(aside)}")
    _move(current_schema(), aside)


@transaction.atomic
def move_back(aside: str) -> None:
    """Drop whatever a restore has made, and move the forum's tables back."""
    schema = current_schema()
    with connection.cursor() as cursor:
        for kind, name in _things_in(schema, cursor):
            cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
    _move(aside, schema)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {connection.ops.quote_name(aside)}")


def _move(source: str, target: str) -> None:
    quoted = connection.ops.quote_name(target)
    with connection.cursor() as cursor:
        for kind, name in _things_in(source, cursor):
            cursor.execute(f"ALTER {kind} {name} SET SCHEMA {quoted}")


def _things_in(schema: str, cursor: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and the quoted name of whatever a forum has in a schema: its relations first, then its functions.

    Functions are looked up only when all relations have been dealt with: dropping these may drop some of them.
    """
    cursor.execute(RELATIONS, [schema])
    yield from ((KINDS[kind], name) for name, kind in cursor.fetchall())
    cursor.execute(FUNCTIONS, [schema])
    yield from (("FUNCTION", name) for (name,) in cursor.fetchall())


def has_schema(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
        return cursor.fetchone() is not None


def drop_schema(aside: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {connection.ops.quote_name(aside)} CASCADE")


def bring_in(dump: Path) -> None:
    """Restore the dump into the empty schema, whole or not at all. Raise CopyFailed if that fails."""
    lines = [line for line in table_of_contents(dump) if MADE_ANEW not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as contents:
        contents.write("\n".join(lines) + "\n")
        contents.flush()
        run_client(
            [
                client_program("pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner",
                "--no-privileges", f"--use-list={contents.name}", f"--dbname={address()}", str(dump),
            ],
            lambda: None,
        )  # fmt: skip
    word_parts.make_index()
