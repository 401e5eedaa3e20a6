"""Keeps the web workers running: replaces those that die, with growing pauses, and those that have grown too large."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Pipe, wait
from typing import Any

from django.utils.translation import gettext as _
from granian._granian import ProcInfoCollector

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0  # seconds between a death and the next start
LONGEST_PAUSE_ALONE = 0.25  # … while no other worker serves
SETTLED_AFTER = 30.0  # a worker that lived this long is forgiven its earlier deaths
GIVES_UP_AFTER = 60.0  # seconds in which no worker has come up
WEIGHS_EVERY = 10.0  # seconds between two looks at how much memory they take
LEAST_LIFE = 60.0  # seconds that a worker is left alone, however large it is
PATIENCE = 30.0  # seconds that a worker's last requests get before it is killed


@dataclass
class Place:
    """Where one worker serves after another."""

    index: int
    process: Any
    born: float
    pause: float = 0.0  # after the latest death
    due: float | None = None  # when the next one starts, where there is none
    former: Any = None  # goes on serving until the one that replaces it is up


class Keeper:
    def __init__(self, say: Callable[[str], None], largest: int):
        self.say, self.largest = say, largest
        # Workers send their process id when they are up; a signal sends nothing. Unlike a bare number of a file, this
        # end of a pipe also reaches a process that was not forked, as is the rule from Python 3.14 on and on macOS.
        self.inbox, self.outbox = Pipe(duplex=False)
        self.up: set[int] = set()
        self.leaving: list[tuple[Any, float]] = []  # told to stop, and when they are killed
        self.stopping = False
        self.despair = self.last_end = ""  # why it gave up

    def stop(self) -> None:
        """Called from a signal's handler."""
        self.stopping = True
        self.outbox.send_bytes(b"")

    def keep(self, processes: list[Any], spawn: Callable[[int], Any]) -> None:
        """Return when told to stop, or when nothing has come up for too long. Keep `processes` true until then."""
        now = time.monotonic()
        self.spawn = spawn
        self.places = [Place(index, process, now) for index, process in enumerate(processes)]
        self.last_up, self.next_weighing = now, now + WEIGHS_EVERY
        while not self.stopping and not self.despair:
            self.sleep()
            self.look(time.monotonic())
        processes[:] = self.living()

    def living(self) -> Iterator[Any]:
        for place in self.places:
            yield from (one for one in (place.process, place.former) if one and one.is_alive())
        yield from (process for process, _until in self.leaving)

    def sleep(self) -> None:
        """Until a worker comes up or dies, or something is due."""
        times = [self.next_weighing, *(until for _process, until in self.leaving)]
        times += [place.due for place in self.places if place.due is not None]
        starting = [place for place in self.places if place.due is None and not self.is_up(place.process)]
        times += [place.born + GIVES_UP_AFTER for place in starting]
        if not self.up:
            times.append(self.last_up + GIVES_UP_AFTER)
        # Also of one that has died since the last look: its sentinel wakes us at once.
        processes = [place.process for place in self.places if place.due is None]
        processes += [place.former for place in self.places if place.former]
        processes += [process for process, _until in self.leaving]
        sentinels = [process.inner.sentinel for process in processes]
        wait([self.inbox, *sentinels], max(0.0, min(times) - time.monotonic()))
        while self.inbox.poll():
            if news := self.inbox.recv_bytes():
                self.up.add(int(news))

    def look(self, now: float) -> None:
        for place in self.places:
            if place.due is None and now - place.born >= GIVES_UP_AFTER and not self.is_up(place.process):
                # It hangs: a lock that was held in the moment of the fork is held for ever.
                place.process.kill()
                place.process.join()
            if place.due is None and not place.process.is_alive():
                self.bury(place, now)
            if place.due is not None and now >= place.due:
                self.start(place, now)
            if place.former and (self.is_up(place.process) or not place.former.is_alive()):
                self.dismiss(place, now)
        self.leaving = [one for one in self.leaving if not self.has_left(*one, now)]
        if any(self.serves(place) for place in self.places):
            self.last_up = now
        elif now - self.last_up >= GIVES_UP_AFTER:
            self.despair = _("No web worker has come up for a minute.") + self.last_end
        if now >= self.next_weighing:
            self.next_weighing = now + WEIGHS_EVERY
            self.weigh(now)

    def is_up(self, process: Any) -> bool:
        return process.inner.pid in self.up and process.is_alive()

    def serves(self, place: Place) -> bool:
        return self.is_up(place.process) or bool(place.former and self.is_up(place.former))

    def bury(self, place: Place, now: float) -> None:
        self.up.discard(place.process.inner.pid)
        if now - place.born > SETTLED_AFTER:
            place.pause = 0.0
        place.pause = min(place.pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
        code = place.process.inner.exitcode
        self.last_end = " " + _("The last one ended with %s.") % code
        others_serve = any(self.serves(other) for other in self.places if other is not place)
        pause = place.pause if others_serve else min(place.pause, LONGEST_PAUSE_ALONE)
        self.say(
            _("A web worker ended (%(code)s); the next one starts in %(pause).1f s.")
            % {"code": code, "pause": pause}
        )
        place.due = now + pause

    def start(self, place: Place, now: float) -> None:
        place.process, place.born, place.due = self.spawn(place.index), now, None
        place.process.start()

    def dismiss(self, place: Place, now: float) -> None:
        place.former.terminate()
        self.leaving.append((place.former, now + PATIENCE))
        place.former = None

    def has_left(self, process: Any, until: float, now: float) -> bool:
        if process.is_alive() and now >= until:
            process.kill()
            process.join()
        if process.is_alive():
            return False
        self.up.discard(process.inner.pid)
        return True

    def weigh(self, now: float) -> None:
        """Replace a worker that takes too much memory: one at a time, and it ends only when another serves for it."""
        if any(place.former or place.due is not None for place in self.places):
            return
        settled = [
            place for place in self.places if self.is_up(place.process) and now - place.born > LEAST_LIFE
        ]
        for place in settled:
            if size_of(place.process.inner.pid) > self.largest:
                place.former = place.process
                self.start(place, now)
                return


def size_of(process: int) -> int:
    """Bytes of memory that the process takes, what it shares with others included."""
    return ProcInfoCollector().memory([process]).get(process, 0)  # type: ignore[attr-defined]
