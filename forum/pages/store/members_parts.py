"""Parts of members' pages, kept as long as nothing that they show has changed. Members always see the present: what has
changed is asked of the database for each page, and not, as for visitors, twice a second.
"""

import os
import threading
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from forum.jobs import enqueuing
from forum.pages.store.kept_while_current import Store, clock
from forum.pages.store.page_store import KEPT_FOR
from forum.pages.store.watching import Watcher

Key = TypeVar("Key", bound=Hashable)

BYTES = 8 * 1024 * 1024  # in each process


@dataclass(eq=False, slots=True)
class Part:
    key: Hashable
    value: Any
    size: int  # in bytes, about
    scopes: Collection[str] | None
    looks: int
    ends_at: float = 0.0
    checked: int = 0
    good_at: float = 0.0


class PartStore(Store[Part]):
    def __init__(self) -> None:
        super().__init__(BYTES)
        self.looking = threading.Lock()
        self.watcher = Watcher(self)
        self.thread = threading.local()

    def begin_reading(self) -> None:
        """From now on until `end_reading` this thread only reads: one look will do for it."""
        self.thread.reads, self.thread.has_looked = True, False

    def end_reading(self) -> None:
        self.thread.reads = False

    def look(self) -> int | None:
        """Find out what has changed, unless this reading has done so, and return the number of the last look.

        None if that can't be said; and in a transaction, for what it has written may never have been.
        """
        if enqueuing.is_in_transaction():
            return None
        reads = getattr(self.thread, "reads", False)
        with self.looking:
            if reads and self.thread.has_looked:
                return self.looks
            self.thread.has_looked = self.watcher.look()
            return self.looks if self.thread.has_looked else None

    def get(self, key: Hashable) -> Any:
        """What is kept under the key, if it was current at the last look; else None."""
        return self.get_all([key]).get(key)

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Any]:
        """What is kept under these keys, as far as it was current at the last look."""
        found, now = {}, clock()
        with self.lock:
            for key in keys:
                part = self.entries.get(key)
                if part is not None and now < part.ends_at and self._is_current(part):
                    self.entries.move_to_end(key)
                    found[key] = part.value
        return found

    def keep(self, part: Part) -> None:
        part.ends_at = clock() + KEPT_FOR
        self.put(part)


class TheParts:
    """Made at the first request, in the process that answers it."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.store = PartStore()


the_parts = TheParts()
# A child has neither the parent's looks nor its locks.
os.register_at_fork(after_in_child=the_parts.forget)
