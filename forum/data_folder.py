"""The data folder: the SQLite file, uploads, mail written to files, and the secret key."""

import os
import secrets
import time
from pathlib import Path

WRITTEN_WITHIN = 5.0  # seconds; a key is written in far less, but the machine may be busy


class DataFolderError(Exception):
    """The data folder cannot be used; the message is one line for the person who starts the forum."""


def prepare_data_folder(path: str) -> Path:
    folder = Path(path).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds addresses, sessions and the key
    except OSError as error:
        raise DataFolderError(f"The data folder {folder} can’t be created: {error.strerror}.") from error
    return folder


def read_or_make_secret_key(folder: Path) -> str:
    """The key kept in `folder`, made on first use and readable by its owner only."""
    path = folder / "secret_key"
    try:
        # Two processes may start at once; O_EXCL lets one of them make the key and the other read it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise DataFolderError(f"The data folder {folder} can’t be written to: {error.strerror}.") from error
    until = time.monotonic() + WRITTEN_WITHIN
    while not (key := path.read_text().strip()):
        # Whoever made the file may not have written to it yet.
        if time.monotonic() > until:
            raise DataFolderError(f"{path} is empty. Delete it and start again: a new key is made.")
        time.sleep(0.01)
    return key
