"""The real server, `manage.py serve`, on the forum that is measured."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from tests.load.ground import PORT, ROOT

LONGEST = 60.0  # seconds


@contextmanager
def served(*words: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, str(ROOT / "manage.py"), "serve", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(process)
        yield process
    finally:
        process.terminate()
        process.wait(LONGEST)


def _wait(process: subprocess.Popen) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/healthz/")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
    sys.exit("The server did not come up.")
