"""The archive: a zip whose comment is the checksum of everything before it, so that no bit of it can change unseen."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from forum.backups.manifest import Manifest, Member

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SECRET_KEY = "secret_key"  # noqa: S105
MEDIA = "media/"
SEAL = b"sha256:"
SEAL_LENGTH = len(SEAL) + 64
CHUNK = 1024 * 1024

Tick = Callable[[], None]


class ArchiveWriter:
    """Writes members one after the other. `tick` is called every megabyte, and may raise to end it."""

    def __init__(self, file: BinaryIO, tick: Tick) -> None:
        self.file, self.tick = file, tick
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path, *, is_compressed: bool = False) -> None:
        """Add a file; nothing if it has gone meanwhile, as pictures may."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            size, digest = 0, hashlib.sha256()
            with self.zip.open(info, "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    self.tick()
        self.members[name] = Member(size, digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        self.zip.writestr(info, content)
        self.members[name] = Member(len(content), hashlib.sha256(content).hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        # After a failure it would try to end the archive when it is collected, in a file that is closed by then.
        with suppress(OSError, ValueError):
            self.zip.close()

    def finish(self, manifest: Manifest) -> None:
        self.add_bytes(MANIFEST, manifest.as_json())
        self.zip.comment = SEAL + b"0" * 64
        self.zip.close()
        seal = seal_of(self.file, self.tick)
        self.file.seek(-len(seal), os.SEEK_END)
        self.file.write(seal)
        self.file.flush()
        os.fsync(self.file.fileno())


def seal_of(file: BinaryIO, tick: Tick) -> bytes:
    """Return the seal that the file ought to end with."""
    left = file.seek(0, os.SEEK_END) - SEAL_LENGTH
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
        tick()
    return SEAL + digest.hexdigest().encode()
