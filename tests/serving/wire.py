"""Requests byte by byte, as no client that means well would send them; and exchanges without a line."""

import socket
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from forum.serving.exchange import Exchange

HOST = b"Host: 127.0.0.1:8000\r\n"
STOP_TIMEOUT = 60.0  # seconds


def connect(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=STOP_TIMEOUT)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def heard(line: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    pieces = []
    try:
        while piece := line.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def said(port: int, head: bytes, body: bytes = b"") -> bytes:
    """The answer to a request that asks for the connection to be closed after it."""
    with closing(connect(port)) as line:
        line.sendall(head + b"\r\n" + HOST + b"Connection: close\r\n\r\n" + body)
        return heard(line)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


class Proto:
    """Granian's side of an exchange: what it was answered, and the pieces of a body."""

    def __init__(self, pieces: Any = ()):
        self.pieces = pieces
        self.answers: list[tuple] = []
        self.streamed: list[bytes] = []

    def response_bytes(self, *answer: Any) -> None:
        self.answers.append(answer)

    def response_stream(self, *answer: Any) -> Any:
        self.answers.append(answer)
        return SimpleNamespace(send_bytes=self.streamed.append)

    async def __aiter__(self):
        for piece in self.pieces:
            yield await piece() if callable(piece) else piece


class Headers:
    def __init__(self, pairs: list[tuple[str, str]]):
        self.pairs = pairs

    def items(self):
        return self.pairs

    def get(self, name: str, default: Any = None) -> Any:
        return dict(self.pairs).get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in dict(self.pairs)


def exchange(*headers: tuple[str, str], pieces: Any = (), **scope: Any) -> Exchange:
    plain = {
        "method": "POST",
        "path": "/",
        "query_string": "",
        "http_version": "1.1",
        "scheme": "http",
        "server": "127.0.0.1:8000",
        "client": "192.0.2.1:4711",
    }
    return Exchange(
        SimpleNamespace(**(plain | scope), headers=Headers(list(headers))),
        Proto(pieces),
        lambda _client: None,
    )
