"""Checks that the data folder can be written, and lets only one `serve` at a time get it ready."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def refuse_read_only(folder: Path) -> None:
    # Trying is the only sure way: permission bits say little to root, and nothing of a read-only disk.
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(
            _("The data folder %(folder)s can’t be written to: %(error)s.")
            % {"folder": folder, "error": error.strerror}
        ) from error


@contextmanager
def data_folder_lock(folder: Path) -> Iterator[None]:
    """Wait for another `serve` that is getting the folder ready. The lock ends with its process."""
    with (folder / "serve.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
