"""Keeps a small database of this version for the tests of upgrading: `make keep-database VERSION=0.2`.

It is made once for each release, on SQLite and on PostgreSQL, and never changed.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "databases"


def main(version: str) -> None:
    with tempfile.TemporaryDirectory(prefix="folkmoot-keep-") as data:
        os.environ.update(
            FORUM_DATA=data, DJANGO_SETTINGS_MODULE="forum.settings", FORUM_URL="http://127.0.0.1:8000"
        )
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        from tests.upgrades.filling import fill  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        settings.ALLOWED_HOSTS.append("testserver")
        fill()
        if connection.vendor == "postgresql":
            content, name = dumped(), f"{version}.sql.gz"
        else:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.cursor().execute("VACUUM")
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            content, name = Path(settings.DATABASES["default"]["NAME"]).read_bytes(), f"{version}.sqlite3.gz"
        (FOLDER / name).write_bytes(gzip.compress(content, mtime=0))
        connection.close()


def dumped() -> bytes:
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"\\"))  # those are psql's own


if __name__ == "__main__":
    main(sys.argv[1])
