"""A real `manage.py serve` in a process of its own, and a look at all that it started."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tests.load.processes import is_worker
from tests.plumbing.environment import PLAIN
from tests.plumbing.postgres import free_port

MARK = "FORUM_TEST_MARK"
# Seconds. Everything here waits for a sign of the process itself; this only ends what hangs.
PATIENCE = 600.0
QUIET = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "DATABASE_URL": ""}


def wait_until(what: Callable[[], object], *, seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Serve:
    """Started at once; `arrived` when it has said where it is."""

    program = (str(settings.BASE_DIR / "manage.py"),)

    def __init__(self, data: Path, *words: str, **environment: str):
        self.data = data
        self.mark = f"{MARK}={data.name}-{time.monotonic_ns()}"
        self.port = free_port()
        self.log = data.parent / f"{self.mark}.log"
        name, value = self.mark.split("=")
        self.environment = QUIET | PLAIN | {"FORUM_DATA": str(data), "PORT": str(self.port), name: value}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, "serve", *words],
                env=self.environment | environment,
                cwd=data.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def arrived(self) -> "Serve":
        """It says where it is, or has ended; however long a busy machine may take to get there."""
        wait_until(lambda: "Folkmoot is at" in self.output or self.process.poll() is not None)
        assert "Folkmoot is at" in self.output, self.output
        return self

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": urlsplit(PLAIN["FORUM_URL"]).netloc})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def running(self) -> dict[int, str]:
        """Command lines of every process that carries our mark, by id, whoever its parent is by now."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return found

    def background_workers(self) -> set[int]:
        """The background worker, which begins as a fork of `serve`."""
        found = set()
        for process in self.running():
            with contextlib.suppress(OSError):  # it has just ended
                found |= {process} if is_worker(process) else set()
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def clear_away(self) -> None:
        for process in (self.process.pid, *self.running()):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE)
