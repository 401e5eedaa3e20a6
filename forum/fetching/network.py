"""The way to another machine: its name looked up, its address judged, a connection to that very address."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from forum.fetching.public_hosts import is_public
from forum.fetching.trouble import FetchFailed, FetchRefused, Trouble

LONGEST_TRY = 5.0  # seconds, for one of several addresses


def resolve(host: str, seconds: float) -> list[str]:
    """All IP addresses of the name. The machine's own list of hosts is not asked: what stands there is not public."""
    # 50 ms and 2 MB, for the worker alone.
    import dns.exception  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    try:
        answers = dns.resolver.Resolver().resolve_name(f"{host}.", lifetime=seconds)
    except dns.exception.Timeout as error:
        raise FetchFailed(Trouble.TOO_SLOW) from error
    except (dns.exception.DNSException, OSError) as error:
        raise FetchFailed(Trouble.UNKNOWN_HOST) from error
    return list(answers.addresses())


def connect(address: str, port: int, seconds: float) -> socket.socket:
    connection = socket.create_connection((address, port), timeout=seconds)
    # A machine reaches itself from the address that it asks: public addresses of ours are found by that.
    if connection.getpeername()[0] == connection.getsockname()[0]:
        connection.close()
        raise FetchRefused(Trouble.NOT_PUBLIC)
    return connection


@dataclass(frozen=True)
class Network:
    """What tests put a small internet of their own in the place of."""

    resolve: Callable[[str, float], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Deadline:
    """Ends the whole of it: timeouts of sockets begin anew with each byte, and headers may come in one by one."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self.is_over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def left(self) -> float:
        """Seconds; raise FetchFailed if there are none."""
        left = self._ends_at - time.monotonic()
        if self.is_over or left <= 0:
            raise FetchFailed(Trouble.TOO_SLOW)
        return left

    def watch(self, connection: socket.socket) -> None:
        self._socket = connection
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        if self._socket:
            with contextlib.suppress(OSError):
                # The plain method: that of a TLS socket would go on without TLS.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def addresses_of(host: str, network: Network, deadline: Deadline) -> list[str]:
    """The addresses to try, all of them judged. One that is not public condemns the name."""
    is_number = ":" in host or host.rpartition(".")[2].isdecimal()
    addresses = [host] if is_number else network.resolve(host, deadline.left())
    if not addresses:
        raise FetchFailed(Trouble.UNKNOWN_HOST)
    if not all(network.is_allowed(address) for address in addresses):
        raise FetchRefused(Trouble.NOT_PUBLIC)
    # Many servers have no way into IPv6.
    return sorted(addresses, key=lambda address: ":" in address)[:4]


def connection_to(addresses: list[str], port: int, network: Network, deadline: Deadline) -> socket.socket:
    """Connect to one of these and nowhere else: the name is not looked up a second time."""
    for number, address in enumerate(addresses, start=1):
        try:
            connection = network.connect(address, port, min(LONGEST_TRY, deadline.left()))
        except OSError:
            if number == len(addresses):
                raise
        else:
            deadline.watch(connection)
            return connection
    raise FetchFailed(Trouble.NO_ANSWER)


def encrypted(connection: socket.socket, host: str, network: Network, deadline: Deadline) -> socket.socket:
    secure = network.tls().wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    deadline.watch(secure)
    try:
        secure.do_handshake()
    except OSError:
        secure.close()
        raise
    return secure
