"""What is kept in a process as long as nothing that it shows has changed.

Time is counted in looks at what has changed. What was begun after look 7 shows all that look 7 found; if look 8 finds a
change of what it shows, it is not shown any more, nor kept if it is still being made.
"""

import time
from collections import OrderedDict
from collections.abc import Collection, Hashable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

MOST_SCOPES = 20_000  # that are remembered as changed
LARGEST = 8  # of which part of the store one thing may take

# Goes on while the machine sleeps, as the others do.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> float:
    return time.clock_gettime(_CLOCK)


class Keepable(Protocol):
    key: Any
    scopes: Collection[str] | None  # None: whatever changes may be on it
    looks: int  # of the store, when it was begun to be made
    ends_at: float  # by the clock
    checked: int  # the number of looks after which it was found to be current
    good_at: float  # when it was known to be current

    @property
    def size(self) -> int: ...


Kept = TypeVar("Kept", bound=Keepable)


class Store(Generic[Kept]):
    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.lock = Lock()
        self.entries: OrderedDict[Hashable, Kept] = OrderedDict()
        self.size = 0
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

    def put(self, entry: Kept) -> None:
        """Keep it, unless something that it shows has changed since it was begun."""
        with self.lock:
            if entry.size > self.most_bytes // LARGEST or not self._is_current(entry):
                return
            entry.good_at = self.looked_at
            self._take_out(entry.key)
            self.entries[entry.key] = entry
            self.size += entry.size
            self._make_room()

    def _is_current(self, entry: Kept) -> bool:
        if entry.checked >= self.any_changed and entry.checked >= self.all_changed:
            # It was current when the last change was found, or nothing has ever changed.
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

    def _take_out(self, key: Hashable) -> None:
        if (old := self.entries.pop(key, None)) is not None:
            self.size -= old.size

    def _make_room(self) -> None:
        while self.size > self.most_bytes:
            self._take_out(next(iter(self.entries)))
