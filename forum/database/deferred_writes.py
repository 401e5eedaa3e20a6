"""Writes that may come a moment after the page: read marks, views, read notifications.

They are kept in memory, merged by key, and written by one thread, so a page neither waits for them nor fails with
them, and a long lock or a full disk costs a little memory. A process that is killed loses what it has not written: a
second of read marks, a quarter of a minute of views.
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

SHORT_PAUSE = 0.1  # seconds in which notes gather, so that a burst is one transaction
MAX_WAITING = 20_000  # notes of one kind in memory; while the database takes none, further ones are dropped
BATCH = 100  # notes in one transaction: whoever posts must not wait long for it
IDLE_SECONDS = 5.0  # seconds the thread, and its connection, wait for more
PAUSES = (0.5, 1.0, 2.0, 5.0)  # seconds before another try, while the database takes nothing

# Tests write prompt notes where they are made, in their own transaction.
writes_at_once = False

_buffers: list["WriteBuffer"] = []
_changed = Condition()
_thread: Thread | None = None


@dataclass(eq=False)
class WriteBuffer:
    """One kind of deferred write. `write` is called in a transaction; `merge` joins two values of one key."""

    name: str
    write: Callable[[dict[Any, Any]], None]
    merge: Callable[[Any, Any], Any] = max
    pause: float = SHORT_PAUSE
    waiting: dict[Hashable, Any] = field(default_factory=dict)
    being_written: dict[Hashable, Any] = field(default_factory=dict)  # what is being written just now
    due_at: float | None = None
    failures: int = 0
    writing: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        _buffers.append(self)

    def note(self, key: Hashable, value: Any) -> None:
        with _changed:
            if key not in self.waiting and len(self.waiting) >= MAX_WAITING:
                return
            self._add(key, value)
            is_first = self.due_at is None
            if is_first:
                self.due_at = time.monotonic() + self.pause
            # Else it knows when to wake, and to wake it for each note costs more than the note.
            if not writes_at_once and (is_first or _thread is None):
                _wake_writer()
        if writes_at_once and self.pause <= SHORT_PAUSE:
            self.write_now()

    def unwritten_value(self, key: Hashable) -> Any:
        """The value that this process has yet to write, or None."""
        with _changed:
            values = [notes[key] for notes in (self.waiting, self.being_written) if key in notes]
            return self.merge(*values) if len(values) > 1 else next(iter(values), None)

    def drop(self, key: Hashable) -> None:
        """Do not write what waits under this key."""
        with _changed:
            self.waiting.pop(key, None)

    def forget(self) -> None:
        with _changed:
            self.waiting.clear()
            self.due_at = None

    def write_now(self) -> bool:
        """Write all that waits, keep what the database does not take now; return whether it took everything."""
        with self.writing:
            with _changed:
                self.being_written, self.waiting, self.due_at = self.waiting, {}, None
            rest = list(self.being_written.items())
            try:
                while rest:
                    self._write(dict(rest[:BATCH]))
                    del rest[:BATCH]
            except Error as error:
                self._keep(rest, error)
            except Exception:
                # A fault of ours would come again and again.
                logger.exception("%s: %s notes are lost", self.name, len(rest))
                rest = []
            with _changed:
                self.being_written = {}
            if not rest:
                self.failures = 0
            return not rest

    def _write(self, notes: dict[Hashable, Any]) -> None:
        try:
            with brief_transaction():
                self.write(notes)
        except (IntegrityError, DataError):
            # What one of them is about has been deleted meanwhile. The others are not to go with it.
            for key, value in notes.items() if len(notes) > 1 else ():
                self._write({key: value})

    def _keep(self, rest: list[tuple[Hashable, Any]], error: Error) -> None:
        if not self.failures:
            logger.warning("%s: %s notes cannot be written now: %s", self.name, len(rest), first_line(error))
        self.failures += 1
        with _changed:
            for key, value in rest:
                self._add(key, value)
            pause = PAUSES[min(self.failures, len(PAUSES)) - 1]
            self.due_at = time.monotonic() + max(self.pause, pause)
            if not writes_at_once:
                _wake_writer()

    def _add(self, key: Hashable, value: Any) -> None:
        self.waiting[key] = self.merge(self.waiting[key], value) if key in self.waiting else value


def write_all() -> bool:
    """Write everything in this thread; return whether the database took it."""
    taken = [buffer.write_now() for buffer in _buffers]
    return all(taken)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _wake_writer() -> None:
    """Start the thread if none runs, and wake it. The caller holds `_changed`."""
    global _thread
    if _thread is None:
        _thread = Thread(target=_write_while_due, name="deferred writes", daemon=True)
        _thread.start()
    _changed.notify_all()


def _write_while_due() -> None:
    global _thread
    try:
        while (due := _next_due()) is not None:
            close_old_connections()
            for buffer in due:
                buffer.write_now()
    except Exception:
        logger.exception("deferred writes: the thread ends; the next note begins another")
        with _changed:
            _thread = None
    finally:
        connections.close_all()


def _next_due() -> list[WriteBuffer] | None:
    """Wait until buffers are due and return them; None once nothing has come for IDLE_SECONDS seconds."""
    global _thread
    with _changed:
        idle_since = time.monotonic()
        while True:
            now = time.monotonic()
            due = [buffer for buffer in _buffers if buffer.due_at is not None and buffer.due_at <= now]
            if due:
                return due
            moments = [buffer.due_at for buffer in _buffers if buffer.due_at is not None]
            if not moments and now - idle_since >= IDLE_SECONDS:
                _thread = None
                return None
            _changed.wait(min(moments, default=idle_since + IDLE_SECONDS) - now)


def _reset_after_fork() -> None:
    """After a fork the thread, and what waits, are the parent's."""
    global _thread, _changed
    _thread, _changed = None, Condition()
    for buffer in _buffers:
        buffer.waiting, buffer.being_written, buffer.due_at, buffer.writing = {}, {}, None, Lock()


os.register_at_fork(after_in_child=_reset_after_fork)


@atexit.register
def _write_at_exit() -> None:
    if any(buffer.waiting for buffer in _buffers):
        write_all()
