"""How many connections one network may keep open. Granian does not count them, but the kernel knows them."""

import os
import socket
import stat
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from forum.serving.request_bodies import network_of

PER_NETWORK = 128  # in each process; a school behind one address has many browsers, with six connections each


def close_excess(port: int, busy: set[str]) -> int:
    """Close idle connections beyond what one network may have; return how many."""
    by_network: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, client in connections_to(port):
        by_network[network_of(client.rpartition(":")[0].strip("[]"))].append((number, client))
    closed = 0
    for connections in by_network.values():
        excess = max(0, len(connections) - PER_NETWORK)
        idle = [connection for connection in connections if connection[1] not in busy]
        closed += sum(close_connection(*connection, port) for connection in idle[:excess])
    return closed


def drop_unread_connections(port: int, milliseconds: int) -> bool:
    """Have the kernel end connections to `port` whose other end does not read its answer.

    Return whether this process listens there yet: connections inherit it from the socket that does.
    """
    # Elsewhere than on Linux there is no such thing.
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None:
        return True
    has_listener = False
    for number in map(int, os.listdir("/dev/fd")):  # noqa: PTH208
        with socket_copy(number) as door:
            if door and listens_at(door, port):
                door.setsockopt(socket.IPPROTO_TCP, option, milliseconds)
                has_listener = True
    return has_listener


def listens_at(door: socket.socket, port: int) -> bool:
    if door.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)) and door.getsockname()[1] == port


def connections_to(port: int) -> Iterator[tuple[int, str]]:
    """Return this process's open files that are connections to `port`, with the client as granian writes it."""
    numbers = os.listdir("/dev/fd")  # noqa: PTH208
    if len(numbers) <= PER_NETWORK:
        return
    for number in map(int, numbers):
        with socket_copy(number) as connection:
            if connection and (client := client_of(connection, port)):
                yield number, client


def close_connection(number: int, client: str, port: int) -> bool:
    with socket_copy(number) as connection:
        # By now the number may stand for something else.
        if connection is None or client_of(connection, port) != client:
            return False
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return False  # it has gone by itself
        return True


@contextmanager
def socket_copy(number: int) -> Iterator[socket.socket | None]:
    """A copy of a socket stands for the same connection, whatever the server closes and opens meanwhile.

    A file must not be copied: when any copy of it is closed, the process loses all locks it has on the file. Without
    them other processes take SQLite's database for theirs alone, and damage it.
    """
    copy = None
    try:
        if is_socket(number):
            copy = os.dup(number)
    except OSError:
        pass  # it has been closed meanwhile
    # It may have been closed and become a file between the two. Then the copy stays, for ever: that does no harm.
    if copy is None or not is_socket(copy):
        yield None
        return
    with socket.socket(fileno=copy) as connection:
        yield connection


def is_socket(number: int) -> bool:
    return stat.S_ISSOCK(os.fstat(number).st_mode)


def client_of(connection: socket.socket, port: int) -> str:
    """Return the client of a connection to `port`; "" for any other socket."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return ""
    try:
        if connection.getsockname()[1] != port:
            return ""
        host, remote_port = connection.getpeername()[:2]
    except OSError:
        return ""
    return f"[{host}]:{remote_port}" if ":" in host else f"{host}:{remote_port}"
