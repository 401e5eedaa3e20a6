"""Connections that mean no good, and what an honest reader feels meanwhile: `python -m tests.load.attacks`.

It fails if an answer took more than a second; two numbers behind it are other seconds for each attack and another limit.
"""

import socket
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected

from tests.load.ground import PORT
from tests.load.output import say
from tests.load.serving import served

SLOW_BODIES, SLOW_HEADS, IDLE = 60, 600, 600
SECONDS = 30.0
DRIPS_EVERY = 5.0  # seconds between two bytes
LIMIT = 1.0  # seconds for an answer

HEAD = f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n".encode()
SLOW_BODY = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\n"
# What each connection begins with, and how many there are of them.
ATTACKS = {
    "slow bodies": (SLOW_BODY, SLOW_BODIES),
    "slow heads": (HEAD + b"X-A: ", SLOW_HEADS),
    "idle connections": (b"", IDLE),
}


def main() -> None:
    seconds, limit = map(float, sys.argv[1:3]) if len(sys.argv) > 2 else (SECONDS, LIMIT)
    with served("--no-worker"):
        worst = [attack(name, beginning, number, seconds) for name, (beginning, number) in ATTACKS.items()]
    sys.exit(max(worst) > limit)


def attack(name: str, beginning: bytes, number: int, seconds: float) -> float:
    """The longest that an answer took meanwhile."""
    lines = []
    for _line in range(number):
        lines.append(socket.create_connection(("127.0.0.1", PORT), timeout=10))
        lines[-1].sendall(beginning)
    stop = threading.Event()
    dripping = threading.Thread(target=drip, args=(lines, stop))
    dripping.start()
    times: dict[str, list[float]] = {"/": [], "/healthz/": []}
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            for path, found in times.items():
                found.append(seconds_for(path))
            time.sleep(0.5)
    finally:
        # Else the thread would keep the program running after whatever went wrong.
        stop.set()
        dripping.join()
    closed = sum(is_closed(line) for line in lines)
    longest = {path: max(found) for path, found in times.items()}
    say(
        f"{number} {name}: "
        + ", ".join(f"{path} {slowest:.3f} s at most" for path, slowest in longest.items())
    )
    say(f"  {closed} of them closed by the server after {seconds:.0f} s")
    for line in lines:
        line.close()
    return max(longest.values())


def drip(lines: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(DRIPS_EVERY):
        for line in lines:
            try:
                line.sendall(b"a")
            except OSError:
                continue


def seconds_for(path: str) -> float:
    """How long an answer takes. A new connection that is shut as one of too many is made again, as a browser does."""
    started = time.monotonic()
    try:
        ask(path)
    except (ConnectionResetError, RemoteDisconnected):
        ask(path)
    return time.monotonic() - started


def ask(path: str) -> None:
    with closing(HTTPConnection("127.0.0.1", PORT, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"


def is_closed(line: socket.socket) -> bool:
    line.settimeout(0.01)
    try:
        while line.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


if __name__ == "__main__":
    main()
