"""Runs a command with DATABASE_URL naming a PostgreSQL server that exists only for it:

python -m tests.plumbing.postgres python -m pytest tests/posts
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.plumbing.environment import WANTS_ALL

# Nothing here outlives the tests, so nothing has to reach the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
# As on a server of a large forum. It is taken only as far as it is filled.
MEMORY = "-c shared_buffers=512MB"
SETUP = ["-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
NEWEST_FIRST = sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True
)


def programs() -> tuple[str, str] | None:
    """Where initdb and pg_ctl are, if they are."""
    for path in (None, *map(str, NEWEST_FIRST)):
        found = shutil.which("initdb", path=path), shutil.which("pg_ctl", path=path)
        if all(found):
            return found
    return None


def owner() -> str | None:
    """PostgreSQL refuses to run as root; its Debian package brings a user to be instead."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def temporary_server(initdb: str, pg_ctl: str) -> Iterator[str]:
    """A fresh server on a free port; gives its address and stops it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-postgres-"))
    if owner():
        shutil.chown(folder, owner(), owner())
    try:
        password, port = secrets.token_hex(16), free_port()
        (folder / "password").write_text(password)
        data = str(folder / "data")
        call(
            initdb, "-D", data, "-U", "folkmoot", "--pwfile", str(folder / "password"), *SETUP, folder=folder
        )
        options = (
            f"{FAST} {MEMORY} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
        )
        call(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start", folder=folder)
        try:
            yield f"postgres://folkmoot:{password}@127.0.0.1:{port}/postgres"
        finally:
            call(pg_ctl, "-D", data, "-m", "immediate", "stop", folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def call(*command: str, folder: Path) -> None:
    # Its output goes to a file: a server that inherits a pipe would keep the reader waiting for its end.
    with (folder / "output").open("a+") as output:
        done = subprocess.run(
            command, cwd=folder, user=owner(), group=owner(), extra_groups=[] if owner() else None,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        if done.returncode:
            output.seek(0)
            sys.exit(f"{command[0]} failed:\n{output.read()}")


def run(command: list[str]) -> int:
    found = programs()
    if found is None:
        reason = "no initdb and pg_ctl on the PATH or in /usr/lib/postgresql"
        print(f"PostgreSQL tests {'FAILED' if WANTS_ALL else 'skipped'}: {reason}.")
        return 1 if WANTS_ALL else 0
    with temporary_server(*found) as address:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    # Without this a SIGTERM would leave the server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(run(sys.argv[1:]))
