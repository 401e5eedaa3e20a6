"""Freed memory, which goes back to the machine."""

import asyncio
import subprocess
import sys

import pytest

from forum.serving import process_memory
from tests.plumbing.event_loop import run_in_loop

MEGABYTE = 1024 * 1024
# Forty thousand pieces, of which the last, behind all that are freed, stays.
FREED = """
import gc, re
from pathlib import Path
from forum.serving import process_memory

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

process_memory.share_freed_memory_among_threads()
before = resident()
pieces = [bytes(2000) for _ in range(40_000)]
last = pieces[-1]
del pieces
freed = resident()
process_memory.give_back_freed_memory()
print(freed - before, resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_what_is_freed_before_what_stays_is_given_back():
    said = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    freed, given_back = map(int, said.stdout.split())
    assert freed > 50 * MEGABYTE  # glibc keeps it by itself
    assert given_back < 10 * MEGABYTE


def test_a_process_gives_back_again_and_again(monkeypatch):
    monkeypatch.setattr(process_memory, "GIVES_BACK_EVERY", 0)
    times = []

    async def work():
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def give_back():
            times.append(1)
            if len(times) >= 3:
                done.set()

        monkeypatch.setattr(process_memory, "give_back_freed_memory", give_back)
        process_memory.go_on_giving_back(loop)
        await asyncio.wait_for(done.wait(), 60)

    run_in_loop(work())
    assert len(times) >= 3
