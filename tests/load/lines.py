"""Connections that are kept open and ask again as soon as they are answered: one thread, which does as little as it can.

The client runs on the same processors as what it measures, so it reads heads by their bytes and throws bodies away.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
PATIENCE = 60.0  # seconds
PIECE = 262_144


@dataclass
class Rate:
    """What came back: how long each answer took (milliseconds, sorted), and how many had which status."""

    seconds: float
    times: list[float]
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0  # bytes of the last answer, with its head

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def at(self, share: float) -> float:
        return self.times[min(int(len(self.times) * share), len(self.times) - 1)]


def request(method: str, path: str, host: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection. `send` asks; `answer` reads on and says the status as soon as all of the answer is there."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.data = b""
        self.began = 0.0

    def send(self, asked: bytes) -> None:
        self.data, self.began = b"", time.perf_counter()
        self.socket.sendall(asked)

    def answer(self) -> int | None:
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("The server closed a connection.")
        self.data += piece
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return None
        status = int(self.data[9:12])
        length = LENGTH.search(self.data, 0, end)
        size = int(length[1]) if length and status not in (204, 304) else 0
        return status if len(self.data) >= end + 4 + size else None

    def ask(self, asked: bytes) -> tuple[int, bytes]:
        """The status, and the whole answer with its head."""
        self.send(asked)
        while (status := self.answer()) is None:
            pass
        return status, self.data

    def close(self) -> None:
        self.socket.close()


def repeat(port: int, askers: list[Callable[[], bytes]], seconds: float) -> Rate:
    """Each asker gives the requests of one connection, one after the other, until the time is up."""
    chosen = selectors.DefaultSelector()
    lines = []
    rate = Rate(seconds, [])
    began = time.perf_counter()
    for next_one in askers:
        line = Line(port)
        lines.append(line)
        chosen.register(line.socket, selectors.EVENT_READ, (line, next_one))
        line.send(next_one())
    open_ones, until = len(lines), began + seconds
    while open_ones:
        for key, _events in chosen.select(PATIENCE):
            line, next_one = key.data
            if (status := line.answer()) is None:
                continue
            now = time.perf_counter()
            rate.times.append((now - line.began) * 1000)
            rate.statuses[status] += 1
            rate.size = len(line.data)
            if now < until:
                line.send(next_one())
            else:
                chosen.unregister(line.socket)
                open_ones -= 1
    rate.seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    rate.times.sort()
    return rate
