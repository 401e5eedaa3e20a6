"""Visitors' pages of one process, and when each of them may be shown: while the last look at what has changed is at
most a second old, and it found them current.
"""

from threading import Event

from forum.pages.store.entries import Entry
from forum.pages.store.kept_while_current import Store, clock
from forum.pages.store.request_key import Key

OLDEST = 1.0  # seconds that a page may be behind, at most
LAST_SHOWN_FOR = OLDEST  # the same of a page that is being made anew
KEPT_FOR = 60.0  # seconds; what no change tells of, such as how long ago something was, is as old as this


class Filling:
    """A page that somebody makes, for which others wait."""

    def __init__(self, key: Key, looks: int) -> None:
        self.key, self.looks = key, looks
        self.ended = Event()


class PageStore(Store[Entry]):
    def __init__(self, most_bytes: int) -> None:
        super().__init__(most_bytes)
        self.fillings: dict[Key, Filling] = {}

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

    def keep_plain(self, entry: Entry, plain: bytes) -> None:
        """Keep what was unpacked too: who asks for it once will again."""
        with self.lock:
            if entry.plain is None and self.entries.get(entry.key) is entry:
                entry.plain = plain
                self.size += len(plain)
                self._make_room()
