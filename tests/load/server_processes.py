"""Servers in processes of their own: what they take of a processor and of memory, all their children counted."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.lines import Line, request

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
LONGEST = 600.0  # seconds until a server is up: it may have to make its database


def family(pid: int) -> list[int]:
    """A process and all that came from it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        except OSError:
            continue  # it has just ended
    return found


def spent(pid: int) -> float:
    """Milliseconds of a processor that a process and its children have taken."""
    ticks = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / TICKS


def memory(pid: int) -> float:
    """Megabytes of them together, what they share counted once (PSS)."""
    kilobytes = 0
    for one in family(pid):
        try:
            said = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        kilobytes += next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pss:"))
    return kilobytes / 1024


@contextmanager
def running(*command: str, port: int, headers: Iterable[str] = (), **environment: str) -> Iterator[int]:
    """Start it with this Python, wait until it answers at its root, and give its number."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    try:
        _comes_up(process, port, headers)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _comes_up(process: subprocess.Popen[bytes], port: int, headers: Iterable[str]) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        try:
            line = Line(port)
            status, _answer = line.ask(request("GET", "/", f"127.0.0.1:{port}", *headers))
            line.close()
        except OSError:
            time.sleep(0.2)
            continue
        if status == 200:
            return
        time.sleep(0.2)
    sys.exit("A server did not come up.")
