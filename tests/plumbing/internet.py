"""A small internet: names that lead to public addresses, which all lead to one server of ours."""

import contextlib
import socket
import threading

import pytest

from forum.fetching import fetching
from forum.fetching.network import Network
from forum.fetching.public_hosts import is_public

PAGE = b"<title>Hello</title>"


def answer(body=PAGE, status="200 OK", **headers):
    named = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


def moved(to, status="302 Found"):
    return answer(b"", status, Location=to)


class Internet:
    """`names`: the addresses of each name, a list of lists if it changes. `pages`: by "host/path", bytes or what writes them."""

    def __init__(self):
        self.names, self.pages, self.asked, self.looked_up, self.connected = {}, {}, [], [], []
        self.tls = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.is_over = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    @property
    def network(self):
        return Network(
            resolve=self._resolve,
            is_allowed=is_public,
            connect=self._connect,
            **({"tls": self.tls.client} if self.tls else {}),
        )

    def _resolve(self, name, _seconds):
        self.looked_up.append(name)
        addresses = self.names.get(name, ["93.184.216.34"])
        return addresses.pop(0) if addresses and isinstance(addresses[0], list) else addresses

    def _connect(self, address, port, seconds):
        self.connected.append((address, port))
        return socket.create_connection(self._server.getsockname(), timeout=seconds)

    def _serve(self):
        while True:
            try:
                connection, _peer = self._server.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._answer, args=[connection], daemon=True))
            self._threads[-1].start()

    def _answer(self, connection):
        with contextlib.suppress(OSError), connection:
            if self.tls:
                connection = self.tls.server().wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
                head += piece
            lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines[1:] if line)
            self.asked.append((lines[0], headers))
            page = self.pages.get(headers["Host"] + lines[0].split(" ")[1], answer(b"", "404 Not Found"))
            if callable(page):
                page(connection)
            else:
                connection.sendall(page)
            connection.close()

    def close(self):
        self.is_over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def internet():
    internet = Internet()
    yield internet
    internet.close()


@pytest.fixture
def online(internet, monkeypatch):
    """The same, as all the internet there is."""
    monkeypatch.setattr(fetching, "INTERNET", internet.network)
    return internet
