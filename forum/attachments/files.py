"""Where attachments are stored: in the folder `media/files`, or in an object storage that speaks S3."""

import logging
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from django.core.files import File as DjangoFile
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

# In quotes: Django's class takes no such argument when the program runs.
File: TypeAlias = "DjangoFile[Any]"

logger = logging.getLogger(__name__)


class Folder(FileSystemStorage):
    """Writes a file whole or not at all, and to the disk before anybody is told that it is there."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.parent / f".{path.name}-{secrets.token_hex(4)}"
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return name


def storage() -> Storage:
    return storages["attachments"]


def new_name() -> str:
    """A name that says nothing; the first two signs are a folder, for no folder likes a million files."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def keep(name: str, content: "bytes | File") -> None:
    storage().save(name, ContentFile(content) if isinstance(content, bytes) else content)


def open_file(name: str) -> File:
    """Raise FileNotFoundError if it is gone."""
    return storage().open(name, "rb")


def delete_files(names: Iterable[str]) -> None:
    """Delete what is there of them. What cannot be deleted now is found as a stray file later."""
    for name in names:
        try:
            storage().delete(name)
        except Exception:
            logger.exception("An attachment’s file could not be deleted: %s", name)
