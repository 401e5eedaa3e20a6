"""Visitors' pages beside a bare Django view on the same server: `python -m tests.load.visitor_pages`.

Each has one worker. The runs are interleaved, and what is compared is work: milliseconds of a processor for a request, of
the server's processes alone, whatever else the machine does. Requests in a second stand beside it, for a quiet one.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.plumbing.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, REQUESTS = 5, 600
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, *command: str, port: int, **environment: str):
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def processes(self) -> list[int]:
        found, waiting = [], [self.process.pid]
        while waiting:
            one = waiting.pop()
            found.append(one)
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        return found

    def spent(self) -> float:
        """Milliseconds of a processor."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1000 / TICKS

    def comes_up(self, path: str = "/") -> None:
        until = time.monotonic() + 600
        while time.monotonic() < until:
            try:
                Line(self.port).get(path)
            except (OSError, ValueError):
                time.sleep(0.2)
            else:
                return
        sys.exit("A server did not come up.")


class Line:
    """One connection, kept open; nothing is done with what comes but to count it."""

    def __init__(self, port: int):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def get(self, path: str, *headers: str) -> tuple[int, bytes]:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers, "", ""]
        return self.send("\r\n".join(lines).encode())

    def send(self, request: bytes) -> tuple[int, bytes]:
        self.socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.read()
        head = data[:end].lower()
        length = re.search(rb"content-length: (\d+)", head)
        size = int(length[1]) if length and b" 304 " not in head.partition(b"\r\n")[0] else 0
        while len(data) < end + 4 + size:
            data += self.read()
        return int(head.split(b" ", 2)[1]), data

    def read(self) -> bytes:
        piece = self.socket.recv(262_144)
        if not piece:
            raise OSError("closed")
        return piece


def measured(server: Server, path: str, *headers: str) -> tuple[float, float]:
    """Milliseconds of a processor for a request, and requests in a second."""
    line = Line(server.port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *headers, "", ""]
    request = "\r\n".join(lines).encode()
    for _time in range(5):
        line.send(request)
    before, began = server.spent(), time.monotonic()
    for _time in range(REQUESTS):
        line.send(request)
    return (server.spent() - before) / REQUESTS, REQUESTS / (time.monotonic() - began)


def main() -> None:
    folder = tempfile.mkdtemp(prefix="folkmoot-visiting-")
    ports = free_port(), free_port()
    forum = Server(
        "manage.py", "serve", "--demo", "--no-worker", port=ports[0],
        PORT=str(ports[0]), FORUM_DATA=folder, FORUM_WORKERS="1", FORUM_URL=f"http://127.0.0.1:{ports[0]}",
    )  # fmt: skip
    bare = Server(
        "-m", "granian", "--interface", "wsgi", "--port", str(ports[1]), "tests.load.bare_view:application", port=ports[1]
    )  # fmt: skip
    try:
        forum.comes_up()
        bare.comes_up()
        report(forum, bare)
    finally:
        for server in (forum, bare):
            server.process.terminate()
            server.process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def report(forum: Server, bare: Server) -> None:
    latest = Line(forum.port).get("/latest/")[1].decode(errors="replace")
    topic = re.search(r"/t/[0-9]+-[^/]+/", latest)[0]
    board = re.search(r"/b/[^/\"]+/", latest)[0]
    etag = re.search(r"etag: (\S+)", Line(forum.port).get(topic)[1].decode(errors="replace"), re.IGNORECASE)[
        1
    ]
    rows = [
        (f"{name}{', gzip' if gzip else ''}", path, ["Accept-Encoding: gzip"] if gzip else [])
        for name, path in {
            "topic": topic,
            "board": board,
            "home": "/",
            "latest": "/latest/",
            "feed": "/feed/",
        }.items()
        for gzip in (False, True)
    ]
    rows.append(("304", topic, [f"If-None-Match: {etag}"]))
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name, *_rest in rows}
    for _round in range(ROUNDS):
        for name, path, headers in rows:
            floor, floor_rate = measured(bare, "/")
            cost, rate = measured(forum, path, *headers)
            found[name].append((floor / cost, cost, rate / floor_rate))
    for name, values in found.items():
        work, cost, rate = (statistics.median(column) for column in zip(*values, strict=True))
        spread = f"{min(value[0] for value in values):.2f} to {max(value[0] for value in values):.2f}"
        print(
            f"{name:14} {work:5.2f} of the bare view ({spread}), {cost:.3f} ms, by requests a second {rate:.2f}"
        )


if __name__ == "__main__":
    main()
