"""Servers in processes of their own: the real one, `manage.py serve`, on the forum that is measured, and what stands beside it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from tests.load.ground import PORT, ROOT

LONGEST = 240.0  # seconds: a busy machine takes its time with the migrations and the demo


@contextmanager
def served(*words: str) -> Iterator[subprocess.Popen]:
    with running(str(ROOT / "manage.py"), "serve", *words, port=PORT, path="/healthz/") as process:
        yield process


@contextmanager
def running(
    *command: str,
    port: int,
    path: str = "/",
    headers: Iterable[tuple[str, str]] = (),
    python: str = sys.executable,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[subprocess.Popen]:
    """Start it, and wait until it answers at this path."""
    process = subprocess.Popen([python, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port, path, dict(headers))
        yield process
    finally:
        process.terminate()
        process.wait(LONGEST)


def _wait(process: subprocess.Popen, port: int, path: str, headers: dict[str, str]) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path, headers=headers)
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
    sys.exit("The server did not come up.")
