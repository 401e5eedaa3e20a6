"""What somebody's reading leaves behind, noted in memory and written a moment later by a thread of its own.

A page never waits for it and never fails by it. Notes of one key are merged, so that a long lock or a full disk
costs a little memory. A process that is killed loses what it has not written: a second of read marks, and the views
of a quarter of a minute.
"""

import atexit
import logging
import os
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from typing import Any

from django.db import DataError, Error, IntegrityError, close_old_connections, connections

from forum.database.lock_timeouts import brief_transaction

logger = logging.getLogger(__name__)

SOON = 0.1  # seconds in which notes gather, so that a burst is one transaction
MOST = 20_000  # notes of one kind in memory; while the database takes none, further ones are dropped
TOGETHER = 100  # notes in one transaction: whoever posts must not wait long for it
LINGER = 5.0  # seconds the thread, and its connection, wait for more
PAUSES = (0.5, 1.0, 2.0, 5.0)  # seconds before another try, while the database takes nothing

# Tests write prompt notes where they are made, in their own transaction.
writes_at_once = False

_books: list["Book"] = []
_changed = Condition()
_thread: Thread | None = None


@dataclass(eq=False)
class Book:
    """One kind of notes. `write` writes some of them, in a transaction; `merge` makes one of two with the same key."""

    name: str
    write: Callable[[dict[Any, Any]], None]
    merge: Callable[[Any, Any], Any] = max
    pause: float = SOON
    waiting: dict[Hashable, Any] = field(default_factory=dict)
    leaving: dict[Hashable, Any] = field(default_factory=dict)  # what is being written just now
    due_at: float | None = None
    failures: int = 0
    writing: Lock = field(default_factory=Lock)

    def __post_init__(self):
        _books.append(self)

    def note(self, key: Hashable, value: Any) -> None:
        with _changed:
            if key not in self.waiting and len(self.waiting) >= MOST:
                return
            self._add(key, value)
            if self.due_at is None:
                self.due_at = time.monotonic() + self.pause
            if not writes_at_once:
                _keep_writing()
        if writes_at_once and self.pause <= SOON:
            self.write_waiting()

    def noted(self, key: Hashable) -> Any:
        """What this process has noted and not yet written, or None."""
        with _changed:
            found = [notes[key] for notes in (self.waiting, self.leaving) if key in notes]
            return self.merge(*found) if len(found) > 1 else next(iter(found), None)

    def forget(self) -> None:
        with _changed:
            self.waiting.clear()
            self.due_at = None

    def write_waiting(self) -> bool:
        """Write all that waits. What the database does not take now is kept; answers whether it took everything."""
        with self.writing:
            with _changed:
                self.leaving, self.waiting, self.due_at = self.waiting, {}, None
            left = list(self.leaving.items())
            try:
                while left:
                    self._write(dict(left[:TOGETHER]))
                    del left[:TOGETHER]
            except Error as error:
                self._keep(left, error)
            except Exception:
                # A fault of ours would come again and again.
                logger.exception("%s: %s notes are lost", self.name, len(left))
                left = []
            with _changed:
                self.leaving = {}
            if not left:
                self.failures = 0
            return not left

    def _write(self, notes: dict[Hashable, Any]) -> None:
        try:
            with brief_transaction():
                self.write(notes)
        except (IntegrityError, DataError):
            # What one of them is about has been deleted meanwhile. The others are not to go with it.
            for key, value in notes.items() if len(notes) > 1 else ():
                self._write({key: value})

    def _keep(self, left: list[tuple[Hashable, Any]], error: Error) -> None:
        if not self.failures:
            logger.warning("%s: %s notes cannot be written now: %s", self.name, len(left), first_line(error))
        self.failures += 1
        with _changed:
            for key, value in left:
                self._add(key, value)
            pause = PAUSES[min(self.failures, len(PAUSES)) - 1]
            self.due_at = time.monotonic() + max(self.pause, pause)
            if not writes_at_once:
                _keep_writing()

    def _add(self, key: Hashable, value: Any) -> None:
        self.waiting[key] = self.merge(self.waiting[key], value) if key in self.waiting else value


def write_all() -> bool:
    """Write whatever waits, in this thread; answers whether the database took it."""
    taken = [book.write_waiting() for book in _books]
    return all(taken)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _keep_writing() -> None:
    """See that the thread runs, and looks again when something is due. The caller holds `_changed`."""
    global _thread
    if _thread is None:
        _thread = Thread(target=_write_on, name="bookkeeping", daemon=True)
        _thread.start()
    _changed.notify_all()


def _write_on() -> None:
    global _thread
    try:
        while (due := _next_due()) is not None:
            close_old_connections()
            for book in due:
                book.write_waiting()
    except Exception:
        logger.exception("bookkeeping: the thread ends; the next note begins another")
        with _changed:
            _thread = None
    finally:
        connections.close_all()


def _next_due() -> list[Book] | None:
    """Wait until books are due, and answer them; None once nothing has come for a while."""
    global _thread
    with _changed:
        idle_since = time.monotonic()
        while True:
            now = time.monotonic()
            due = [book for book in _books if book.due_at is not None and book.due_at <= now]
            if due:
                return due
            moments = [book.due_at for book in _books if book.due_at is not None]
            if not moments and now - idle_since >= LINGER:
                _thread = None
                return None
            _changed.wait(min(moments, default=idle_since + LINGER) - now)


def _begin_anew() -> None:
    """After a fork: the thread is the parent's, and what it has yet to write is the parent's as well."""
    global _thread, _changed
    _thread, _changed = None, Condition()
    for book in _books:
        book.waiting, book.leaving, book.due_at, book.writing = {}, {}, None, Lock()


os.register_at_fork(after_in_child=_begin_anew)


@atexit.register
def _write_the_rest() -> None:
    if any(book.waiting for book in _books):
        write_all()
