"""Visitors' pages of one process, and when each of them may be shown.

Time is counted in looks at what has changed. A page that was begun after look 7 shows all that look 7 found; if look 8
finds a change of what it shows, it is not shown any more, nor kept if it is still being made. A page is shown only
while the last look is at most a second old.
"""

import time
from collections import OrderedDict
from collections.abc import Collection
from threading import Event, Lock

from forum.pages.store.entries import Entry
from forum.pages.store.request_key import Key

OLDEST = 1.0  # seconds that a page may be behind, at most
LAST_SHOWN_FOR = OLDEST  # the same of a page that is being made anew
KEPT_FOR = 60.0  # seconds; what no change tells of, such as how long ago something was, is as old as this
MOST_SCOPES = 20_000  # that are remembered as changed
LARGEST = 8  # of which part of the store one page may take

# Goes on while the machine sleeps, as the others do.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> float:
    return time.clock_gettime(_CLOCK)


class Filling:
    """A page that somebody makes, for which others wait."""

    def __init__(self, key: Key, looks: int) -> None:
        self.key, self.looks = key, looks
        self.ended = Event()


class PageStore:
    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.lock = Lock()
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.size = 0
        self.fillings: dict[Key, Filling] = {}
        self.looks = 0
        self.looked_at = float("-inf")  # when the last look that succeeded began
        self.all_changed = self.any_changed = 0  # the last looks that found everything, or anything, changed
        self.changed: dict[str, int] = {}  # the last look that found each scope changed

    def note_look(self, began_at: float, scopes: Collection[str] | None) -> None:
        """After a look at what has changed; with None, everything may have."""
        with self.lock:
            self.looks += 1
            self.looked_at = began_at
            if scopes is None or "site" in scopes or len(self.changed) > MOST_SCOPES:
                self.all_changed = self.looks
                self.changed.clear()
                self.entries.clear()
                self.size = 0
            elif scopes:
                self.any_changed = self.looks
                self.changed.update(dict.fromkeys(scopes, self.looks))

    @property
    def is_watched(self) -> bool:
        """Whether what has changed is known, so that pages may be kept and shown."""
        return clock() - self.looked_at <= OLDEST

    def get(self, key: Key) -> Entry | None:
        """The page, if it may be shown: it is current, or was so a second ago and is being made anew."""
        now = clock()
        with self.lock:
            entry = self.entries.get(key)
            if entry is None or now >= entry.ends_at:
                return None
            if now - self.looked_at <= OLDEST and self._is_current(entry):
                entry.good_at = self.looked_at
            elif key not in self.fillings or now - entry.good_at > LAST_SHOWN_FOR:
                return None
            self.entries.move_to_end(key)
            return entry

    def begin(self, key: Key) -> Filling | None:
        """Begin to make a page; None if somebody is at it."""
        with self.lock:
            if key in self.fillings:
                return None
            filling = self.fillings[key] = Filling(key, self.looks)
            return filling

    def end(self, filling: Filling) -> None:
        with self.lock:
            del self.fillings[filling.key]
        filling.ended.set()

    def wait(self, key: Key, seconds: float) -> None:
        """Wait for whoever makes this page."""
        filling = self.fillings.get(key)
        if filling is not None:
            filling.ended.wait(seconds)

    def put(self, entry: Entry) -> None:
        """Keep a page, unless something that it shows has changed since it was begun."""
        with self.lock:
            if entry.size > self.most_bytes // LARGEST or not self._is_current(entry):
                return
            entry.good_at = self.looked_at
            self._take_out(entry.key)
            self.entries[entry.key] = entry
            self.size += entry.size
            self._make_room()

    def keep_plain(self, entry: Entry, plain: bytes) -> None:
        """Keep what was unpacked too: who asks for it once will again."""
        with self.lock:
            if entry.plain is None and self.entries.get(entry.key) is entry:
                entry.plain = plain
                self.size += len(plain)
                self._make_room()

    def _is_current(self, entry: Entry) -> bool:
        if entry.checked == self.looks and self.looks:
            return True
        if entry.looks < self.all_changed:
            return False
        if entry.scopes is None:
            is_current = entry.looks >= self.any_changed
        else:
            is_current = all(self.changed.get(scope, 0) <= entry.looks for scope in entry.scopes)
        if is_current:
            entry.checked = self.looks
        return is_current

    def _take_out(self, key: Key) -> None:
        if (old := self.entries.pop(key, None)) is not None:
            self.size -= old.size

    def _make_room(self) -> None:
        while self.size > self.most_bytes:
            self._take_out(next(iter(self.entries)))
