"""The pictures of the forum: files in FORUM_DATA/media, drawn by ourselves and named after what they hold."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{32}\.(png|webp)")
CONTENT_TYPES = {"png": "image/png", "webp": "image/webp"}


def folder() -> Path:
    return Path(settings.FORUM_DATA) / "media"


def keep(content: bytes, extension: str) -> str:
    """Write a file, whole or not at all, and return its name. The same content has the same name."""
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{extension}"
    path = folder() / name
    if not path.exists():
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = folder() / f".{name}-{secrets.token_hex(4)}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    return name


def content_of(name: str) -> bytes | None:
    """Return what a file holds; None if there is none of this name, or we have not made it."""
    if not NAME.fullmatch(name):
        return None
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError:
        return None


def address_of(name: str) -> str:
    return f"/media/{name}"
