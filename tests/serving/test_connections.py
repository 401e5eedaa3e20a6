"""One network keeps only so many connections open."""

import socket
from pathlib import Path

import pytest

from forum.web.serving import connections
from forum.web.serving.connections import close_excess


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
    monkeypatch.setattr(connections, "PER_NETWORK", 2)
    port, pairs = lines
    assert close_excess(port, set()) == 1
    assert sum(is_closed(ours) for ours, _theirs in pairs) == 1


def test_a_connection_that_waits_for_its_answer_is_left_alone(lines, monkeypatch):
    monkeypatch.setattr(connections, "PER_NETWORK", 1)
    port, pairs = lines
    busy = {name(pairs[0][0]), name(pairs[2][0])}
    assert close_excess(port, busy) == 1
    assert [is_closed(ours) for ours, _theirs in pairs] == [False, True, False]


def test_other_sockets_are_not_counted_or_touched(lines, monkeypatch):
    monkeypatch.setattr(connections, "PER_NETWORK", 0)
    port, pairs = lines
    assert close_excess(port + 1 if port < 65535 else port - 1, set()) == 0
    assert not any(is_closed(ours) for ours, _theirs in pairs)


def test_within_the_share_nothing_is_closed(lines):
    port, pairs = lines
    assert close_excess(port, set()) == 0
    assert not any(is_closed(ours) for ours, _theirs in pairs)


def test_looking_leaves_nothing_open(lines, monkeypatch, tmp_path):
    monkeypatch.setattr(connections, "PER_NETWORK", 0)
    port, _pairs = lines
    # Not every open file is a socket, and not every socket a connection.
    with (tmp_path / "file").open("w"), socket.socketpair()[0], socket.socket(socket.AF_INET):
        before = open_files()
        for _time in range(3):
            close_excess(port, set())
        assert open_files() == before
