"""Which programs use the data folder: many may run the forum at once, and a restore needs the folder to itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

LOCK, MARK = "running.lock", "restore-unfinished.json"


class FolderInUse(Exception):
    """Another program uses the folder in a way that excludes this one; the message says so to the owner."""


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Use the folder beside others. Raise FolderInUse while a backup is being restored, or if one was broken off."""
    with _lock(folder, fcntl.LOCK_SH, _("A backup is being restored. Try again when that’s done.")):
        if (folder / MARK).exists():
            raise FolderInUse(
                _(
                    "A restore was interrupted. Run “manage.py restore --undo” to bring the forum back as it was."
                )
            )
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Use the folder alone. Raise FolderInUse while the forum runs."""
    with _lock(folder, fcntl.LOCK_EX, _("The forum is running. Stop it first, then try again.")):
        yield


@contextmanager
def _lock(folder: Path, kind: int, sentence: str) -> Iterator[None]:
    # Processes forked from this one share the lock, and it lasts until the last of them ends, however that ends.
    number = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(number, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(sentence) from error
        yield
    finally:
        os.close(number)
