"""The messages between this process and a rendering child: JSON after its length in four bytes."""

import json
import os
import struct
from typing import Any

HEAD = struct.Struct(">I")
# The first message of a child that is prepared to work.
READY = "ready"


def pack(message: Any) -> bytes:
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return HEAD.pack(len(body)) + body


def send(descriptor: int, message: Any) -> None:
    rest = memoryview(pack(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Inbox:
    """Reads messages from a stream that arrives in pieces."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.buffer = bytearray()

    def read(self) -> bool:
        """Read what has arrived, waiting for the first byte. Return False at the end of the stream."""
        piece = os.read(self.descriptor, 65_536)
        self.buffer += piece
        return bool(piece)

    def message(self) -> Any:
        """The next whole message, or None."""
        if len(self.buffer) < HEAD.size:
            return None
        end = HEAD.size + HEAD.unpack_from(self.buffer)[0]
        if len(self.buffer) < end:
            return None
        message = json.loads(self.buffer[HEAD.size : end])
        del self.buffer[:end]
        return message
