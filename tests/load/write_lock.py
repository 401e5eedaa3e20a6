"""How long SQLite's one write lock is held: `python -m tests.load.write_lock FILE`, a process that looks at it often.

SQLite locks one byte of the -shm file while it writes, and the kernel tells who holds it. Nothing is locked to ask, and
this process must not open the database: the first file it closed would let go of all its locks. It ends when its
standard input ends, and prints for each process how many of its looks found the lock in its hands, as JSON.
"""

import fcntl
import json
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import Counter

from tests.load.output import say

WRITE_LOCK = 120  # the byte, see "WAL-index" in SQLite's documents
FLOCK = struct.Struct("hhqqi4x")
PAUSE = 0.002  # seconds between two looks, on the average


def holder(descriptor: int) -> int:
    """The number of the process that holds it, 0 if none does."""
    asked = FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, WRITE_LOCK, 1, 0)
    kind, _whence, _start, _length, pid = FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
    return 0 if kind == fcntl.F_UNLCK else pid


def look(path: str) -> None:
    descriptor, found = os.open(path, os.O_RDWR), Counter[int]()
    while not select.select([sys.stdin], [], [], 0)[0]:
        found[holder(descriptor)] += 1
        time.sleep(random.expovariate(1 / PAUSE))
    say(json.dumps(found))


class Watched:
    """Watches the lock of a database from its making until `shares` is called."""

    def __init__(self, database: str) -> None:
        command = [sys.executable, "-m", "tests.load.write_lock", f"{database}-shm"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def shares(self) -> dict[int, float]:
        """By process, the share of the time in which it held the lock."""
        said, _errors = self.process.communicate("\n")
        found = {int(pid): count for pid, count in json.loads(said).items()}
        return {pid: count / sum(found.values()) for pid, count in found.items() if pid}


if __name__ == "__main__":
    look(sys.argv[1])
