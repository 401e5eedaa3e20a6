"""Keeps the web workers running: replaces those that die, with growing pauses, and those that have grown too large."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Pipe, wait
from typing import Any

from django.utils.translation import gettext as _
from granian._granian import ProcInfoCollector

FIRST_PAUSE, MAX_PAUSE = 0.1, 10.0  # seconds between a death and the next start
MAX_PAUSE_ALONE = 0.25  # … while no other worker serves
SETTLED_AFTER = 30.0  # a worker that lived this long is forgiven its earlier deaths
START_TIMEOUT = 60.0  # seconds in which no worker has come up
CHECKS_MEMORY_EVERY = 10.0  # seconds between two looks at how much memory they take
MIN_LIFE = 60.0  # seconds that a worker is left alone, however large it is
STOP_TIMEOUT = 30.0  # seconds that a worker's last requests get before it is killed


@dataclass
class WorkerSlot:
    """A place that one worker process after another takes."""

    index: int
    process: Any
    started_at: float
    pause: float = 0.0  # after the latest death
    start_at: float | None = None  # when the next one starts, where there is none
    former: Any = None  # goes on serving until the one that replaces it is up


class WorkerSupervisor:
    def __init__(self, say: Callable[[str], None], largest: int) -> None:
        self.say, self.largest = say, largest
        # Workers send their process id when they are up; a signal sends nothing. Unlike a bare number of a file, this
        # end of a pipe also reaches a process that was not forked, as is the rule from Python 3.14 on and on macOS.
        self.inbox, self.outbox = Pipe(duplex=False)
        self.up: set[int] = set()
        self.stopping_processes: list[tuple[Any, float]] = []  # told to stop, and when they are killed
        self.stopping = False
        self.failure = self.last_exit = ""  # why it gave up

    def stop(self) -> None:
        """Called from a signal's handler."""
        self.stopping = True
        self.outbox.send_bytes(b"")

    def supervise(self, processes: list[Any], spawn: Callable[[int], Any]) -> None:
        """Keep workers running until told to stop, or none comes up for too long; leave the living in `processes`."""
        now = time.monotonic()
        self.spawn = spawn
        self.slots = [WorkerSlot(index, process, now) for index, process in enumerate(processes)]
        self.last_up, self.next_memory_check = now, now + CHECKS_MEMORY_EVERY
        while not self.stopping and not self.failure:
            self.sleep()
            self.check(time.monotonic())
        processes[:] = self.living_processes()

    def living_processes(self) -> Iterator[Any]:
        for slot in self.slots:
            yield from (one for one in (slot.process, slot.former) if one and one.is_alive())
        yield from (process for process, _until in self.stopping_processes)

    def sleep(self) -> None:
        """Sleep until a worker comes up or dies, or one is due to start."""
        times = [self.next_memory_check, *(until for _process, until in self.stopping_processes)]
        times += [slot.start_at for slot in self.slots if slot.start_at is not None]
        starting = [slot for slot in self.slots if slot.start_at is None and not self.is_up(slot.process)]
        times += [slot.started_at + START_TIMEOUT for slot in starting]
        if not self.up:
            times.append(self.last_up + START_TIMEOUT)
        # Also of one that has died since the last look: its sentinel wakes us at once.
        processes = [slot.process for slot in self.slots if slot.start_at is None]
        processes += [slot.former for slot in self.slots if slot.former]
        processes += [process for process, _until in self.stopping_processes]
        sentinels = [process.inner.sentinel for process in processes]
        wait([self.inbox, *sentinels], max(0.0, min(times) - time.monotonic()))
        while self.inbox.poll():
            if started := self.inbox.recv_bytes():
                self.up.add(int(started))

    def check(self, now: float) -> None:
        for slot in self.slots:
            if (
                slot.start_at is None
                and now - slot.started_at >= START_TIMEOUT
                and not self.is_up(slot.process)
            ):
                # It hangs: a lock that was held in the moment of the fork is held for ever.
                slot.process.kill()
                slot.process.join()
            if slot.start_at is None and not slot.process.is_alive():
                self.record_death(slot, now)
            if slot.start_at is not None and now >= slot.start_at:
                self.start(slot, now)
            if slot.former and (self.is_up(slot.process) or not slot.former.is_alive()):
                self.stop_former(slot, now)
        self.stopping_processes = [one for one in self.stopping_processes if not self.has_ended(*one, now)]
        if any(self.serves(slot) for slot in self.slots):
            self.last_up = now
        elif now - self.last_up >= START_TIMEOUT:
            self.failure = _("No web worker has started for a minute.") + self.last_exit
        if now >= self.next_memory_check:
            self.next_memory_check = now + CHECKS_MEMORY_EVERY
            self.replace_oversized(now)

    def is_up(self, process: Any) -> bool:
        return process.inner.pid in self.up and process.is_alive()

    def serves(self, slot: WorkerSlot) -> bool:
        return self.is_up(slot.process) or bool(slot.former and self.is_up(slot.former))

    def record_death(self, slot: WorkerSlot, now: float) -> None:
        self.up.discard(slot.process.inner.pid)
        if now - slot.started_at > SETTLED_AFTER:
            slot.pause = 0.0
        slot.pause = min(slot.pause * 2 or FIRST_PAUSE, MAX_PAUSE)
        code = slot.process.inner.exitcode
        self.last_exit = " " + _("The last one stopped with exit code %s.") % code
        others_serve = any(self.serves(other) for other in self.slots if other is not slot)
        pause = slot.pause if others_serve else min(slot.pause, MAX_PAUSE_ALONE)
        self.say(
            _("A web worker stopped (exit code %(code)s). The next one starts in %(pause).1f s.")
            % {"code": code, "pause": pause}
        )
        slot.start_at = now + pause

    def start(self, slot: WorkerSlot, now: float) -> None:
        slot.process, slot.started_at, slot.start_at = self.spawn(slot.index), now, None
        slot.process.start()

    def stop_former(self, slot: WorkerSlot, now: float) -> None:
        slot.former.terminate()
        self.stopping_processes.append((slot.former, now + STOP_TIMEOUT))
        slot.former = None

    def has_ended(self, process: Any, until: float, now: float) -> bool:
        if process.is_alive() and now >= until:
            process.kill()
            process.join()
        if process.is_alive():
            return False
        self.up.discard(process.inner.pid)
        return True

    def replace_oversized(self, now: float) -> None:
        """Replace a worker that takes too much memory: one at a time, and it ends only when another serves for it."""
        if any(slot.former or slot.start_at is not None for slot in self.slots):
            return
        settled = [
            slot for slot in self.slots if self.is_up(slot.process) and now - slot.started_at > MIN_LIFE
        ]
        for slot in settled:
            if memory_of(slot.process.inner.pid) > self.largest:
                slot.former = slot.process
                self.start(slot, now)
                return


def memory_of(process: int) -> int:
    """Return the bytes of memory that the process takes, shared ones included."""
    return int(ProcInfoCollector().memory([process]).get(process, 0))  # type: ignore[attr-defined]
