"""The body of one request: in memory as long as it is short, else on the disk, in a file without a name."""

import io
import tempfile
from typing import IO

from django.conf import settings

IN_MEMORY = 1024 * 1024  # bytes


class Body:
    __slots__ = ("file", "memory", "size")

    def __init__(self) -> None:
        self.memory, self.size = bytearray(), 0
        self.file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Raise OSError if the disk does not take it."""
        if self.file is None and self.size + len(piece) > IN_MEMORY:
            # Gone with the process, however that ends.
            self.file = tempfile.TemporaryFile(dir=settings.FORUM_DATA)  # noqa: SIM115 - see `close`
            self.file.write(self.memory)
            self.memory = bytearray()
        if self.file is None:
            self.memory += piece
        else:
            self.file.write(piece)
        self.size += len(piece)

    @property
    def in_memory(self) -> int:
        return len(self.memory)

    @property
    def on_disk(self) -> int:
        return self.size - len(self.memory)

    def opened(self) -> IO[bytes]:
        """What it holds, from its beginning."""
        if self.file is None:
            return io.BytesIO(self.memory)
        self.file.seek(0)
        return self.file

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
        self.memory, self.file, self.size = bytearray(), None, 0
