"""How many connections one network may keep open. Granian does not count them, but the kernel knows them."""

import os
import socket
from collections import defaultdict

from forum.web.serving.bodies import network_of

PER_NETWORK = 128  # in each process; a school behind one address has many browsers, with six connections each


def close_excess(port: int, busy: set[str]) -> int:
    """Close connections beyond what a network may have, those first on which nothing is going on; answer how many."""
    by_network: defaultdict[str, list[tuple[bool, socket.socket]]] = defaultdict(list)
    closed = 0
    for connection in connections_to(port):
        try:
            host, remote_port = connection.getpeername()[:2]
        except OSError:
            connection.close()
            continue
        name = f"[{host}]:{remote_port}" if ":" in host else f"{host}:{remote_port}"
        by_network[network_of(host)].append((name in busy, connection))
    for connections in by_network.values():
        connections.sort(key=lambda one: one[0])
        for is_busy, connection in connections[: max(0, len(connections) - PER_NETWORK)]:
            if not is_busy:
                shut(connection)
                closed += 1
        for _is_busy, connection in connections:
            connection.close()
    return closed


def connections_to(port: int) -> list[socket.socket]:
    """Copies of this process's sockets that were accepted at `port`; whoever looks at them closes them."""
    found = []
    numbers = os.listdir("/dev/fd")  # noqa: PTH208
    if len(numbers) <= PER_NETWORK:
        return []
    for number in numbers:
        try:
            # A copy keeps what it stands for, whatever the server closes and opens meanwhile.
            candidate = socket.socket(fileno=os.dup(int(number)))
        except OSError:
            continue
        if is_accepted(candidate, port):
            found.append(candidate)
        else:
            candidate.close()
    return found


def is_accepted(candidate: socket.socket, port: int) -> bool:
    try:
        if candidate.family not in (socket.AF_INET, socket.AF_INET6) or candidate.getsockname()[1] != port:
            return False
        return not candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError:
        return False


def shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has gone by itself
