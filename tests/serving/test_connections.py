"""One network keeps only so many connections open."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from forum.serving import connection_limits
from forum.serving.connection_limits import close_excess
from forum.serving.request_bodies import network_of
from forum.serving.web_worker import UNTAKEN_TIMEOUT, watch_unread_connections


@pytest.fixture
def lines():
    """Three connections to a port of this process: the port, and both ends of each."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        pairs = [
            (socket.create_connection(server.getsockname(), timeout=10), server.accept()[0])
            for _line in range(3)
        ]
        yield server.getsockname()[1], pairs
        for pair in pairs:
            for end in pair:
                end.close()


def name(end):
    return "{}:{}".format(*end.getsockname())


def open_files():
    return {path.name for path in Path("/dev/fd").iterdir()}


def is_closed(end):
    end.settimeout(0.2)
    try:
        return end.recv(1) == b""
    except TimeoutError:
        return False


def test_idle_connections_beyond_the_share_are_closed(lines, monkeypatch):
    monkeypatch.setattr(connection_limits, "PER_NETWORK", 2)
    port, pairs = lines
    assert close_excess(port, set()) == 1
    assert sum(is_closed(ours) for ours, _theirs in pairs) == 1


def test_a_connection_that_waits_for_its_answer_is_left_alone(lines, monkeypatch):
    monkeypatch.setattr(connection_limits, "PER_NETWORK", 1)
    port, pairs = lines
    busy = {name(pairs[0][0]), name(pairs[2][0])}
    assert close_excess(port, busy) == 1
    assert [is_closed(ours) for ours, _theirs in pairs] == [False, True, False]


def test_other_sockets_are_not_counted_or_touched(lines, monkeypatch):
    monkeypatch.setattr(connection_limits, "PER_NETWORK", 0)
    port, pairs = lines
    assert close_excess(port + 1 if port < 65535 else port - 1, set()) == 0
    assert not any(is_closed(ours) for ours, _theirs in pairs)


def test_within_the_share_nothing_is_closed(lines):
    port, pairs = lines
    assert close_excess(port, set()) == 0
    assert not any(is_closed(ours) for ours, _theirs in pairs)


def test_looking_leaves_nothing_open(lines, monkeypatch, tmp_path):
    monkeypatch.setattr(connection_limits, "PER_NETWORK", 0)
    port, _pairs = lines
    # Not every open file is a socket, and not every socket a connection.
    with (tmp_path / "file").open("w"), socket.socketpair()[0], socket.socket(socket.AF_INET):
        before = open_files()
        for _time in range(3):
            close_excess(port, set())
        assert open_files() == before


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can")
def test_whoever_takes_nothing_of_an_answer_is_let_go():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as deaf:
        assert connection_limits.drop_unread_connections(server.getsockname()[1], 300)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.connect(server.getsockname())
        with server.accept()[0] as ours:
            ours.settimeout(60)
            with pytest.raises(TimeoutError, match=r"^\[Errno"):  # the kernel's; Python's own has no number
                ours.sendall(bytes(100_000_000))


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can")
def test_the_door_of_a_worker_is_looked_for_until_it_is_open():
    loop, later = Mock(), []
    loop.call_later = lambda _seconds, *call: later.append(call)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        watch_unread_connections(loop, port)
        assert later == [(watch_unread_connections, loop, port)]
        door.listen()
        watch_unread_connections(loop, port)
        assert len(later) == 1
        assert door.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNTAKEN_TIMEOUT


def test_an_address_of_ipv4_is_no_part_of_one_large_network_where_the_door_is_open_to_both():
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("::ffff:192.0.2.2")
    assert network_of("2001:db8::1") == network_of("2001:db8::2") != network_of("2001:db8:0:1::1")


def is_locked_to_others(path):
    asking = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return (
        subprocess.run([sys.executable, "-c", asking, path], check=False, capture_output=True).returncode != 0
    )


def test_the_locks_of_the_database_survive_the_look_at_the_connections(tmp_path, lines, monkeypatch):
    """The kernel lets go of all of them as soon as any copy of the file is closed."""
    monkeypatch.setattr(connection_limits, "PER_NETWORK", 1)
    path = tmp_path / "database"
    with path.open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        assert close_excess(lines[0], set()) == 2
        assert is_locked_to_others(path)
    assert not is_locked_to_others(path)


def test_what_becomes_a_file_between_two_looks_keeps_its_locks_too(tmp_path, monkeypatch):
    path = tmp_path / "database"
    with path.open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        looks = iter([True, False])
        monkeypatch.setattr(connection_limits, "is_socket", lambda _number: next(looks))
        copies = []
        monkeypatch.setattr(os, "dup", lambda number, dup=os.dup: copies.append(dup(number)) or copies[-1])
        with connection_limits.socket_copy(file.fileno()) as connection:
            assert connection is None
        assert is_locked_to_others(path)
        os.close(copies[0])
