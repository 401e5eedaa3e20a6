"""The processes of a server that runs, and the work they have done."""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


def below(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                found += below(int(child))
    except OSError:
        pass  # it has just ended
    return found


def is_worker(pid: int) -> bool:
    """Whether it is the background worker of `manage.py serve`."""
    folder = Path(f"/proc/{pid}")
    # A fork has its own name, and the words of `serve`.
    return (folder / "comm").read_text().strip() == "worker" or b"worker" in (
        folder / "cmdline"
    ).read_bytes().split(b"\0")


def split(pid: int) -> tuple[set[int], set[int]]:
    """The processes that answer requests, and those of the background worker."""
    everything = set(below(pid))
    background = {one for root in everything if is_worker(root) for one in below(root)}
    return everything - background, background


def spent(pids: Iterable[int]) -> float:
    """Milliseconds of processors, by the processes and those of their children that have ended."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks * TICK


def memory(pid: int) -> float:
    """What a server takes of the machine's memory (PSS), in MiB: what its processes share is counted once."""
    kibibytes = 0
    for one in below(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kibibytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kibibytes / 1024
