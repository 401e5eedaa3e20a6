"""What keeps the forum from starting is said in one line that a person can act on."""

import socket
import sqlite3
from contextlib import closing

import pytest

from tests.serving.launching import PATIENCE

IMPOSSIBLE = {
    "a port in words": ({"PORT": "eighty"}, "PORT"),
    "a port beyond the last": ({"PORT": "70000"}, "PORT"),
    "no web processes": ({"FORUM_WORKERS": "0"}, "FORUM_WORKERS"),
    "an address elsewhere": ({"FORUM_BIND": "203.0.113.7"}, "203.0.113.7"),
    "a database nobody runs": ({"DATABASE_URL": "postgres://u:p@127.0.0.1:9/forum"}, "database"),
    "a database of an unknown kind": ({"DATABASE_URL": "oracle-of-delphi://x"}, "DATABASE_URL"),
    "a database that is no address": ({"DATABASE_URL": "please use the big one"}, "DATABASE_URL"),
    "a database file in no folder": ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "database"),
    "a database in memory": ({"DATABASE_URL": "sqlite://:memory:"}, "memory"),
    "its insides in public": ({"DEBUG": "1", "FORUM_URL": "https://forum.example.org"}, "DEBUG"),
    "a zone nobody lives in": ({"FORUM_TIME_ZONE": "Nowhere/Land"}, "FORUM_TIME_ZONE"),
    "a path of its own": ({"FORUM_URL": "https://talk.example.org/forum"}, "FORUM_URL"),
    "a password that cuts the address": ({"EMAIL_URL": "smtps://me:p#w@mail.example.org:465"}, "EMAIL_URL"),
    "no address of its own": ({"FORUM_URL": "my forum"}, "FORUM_URL"),
    "a data folder that cannot be": ({"FORUM_DATA": "/proc/folkmoot"}, "/proc/folkmoot"),
}


def refusal(forum) -> str:
    """The one line that it said before it gave up."""
    assert forum.process.wait(PATIENCE) != 0
    (line,) = forum.output.strip().splitlines()
    assert forum.running() == {}
    return line


@pytest.mark.parametrize(("environment", "word"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_impossible_is_refused_in_one_line(serve, data, environment, word):
    data.mkdir()
    assert word in refusal(serve(**environment))


def test_a_busy_port_is_refused(serve, data):
    data.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = refusal(serve(PORT=port))
    assert port in line
    assert "in use" in line


def test_a_database_from_a_newer_version_is_refused(serve, ready, data):
    with closing(sqlite3.connect(data / "forum.sqlite3", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('boards', '9999_later', '2030-01-01')"
        )

    line = refusal(serve())
    assert "newer version" in line
    assert "boards.9999_later" in line


def test_a_file_that_is_no_database_is_refused(serve, data):
    data.mkdir()
    (data / "forum.sqlite3").write_text("Dear diary, " * 500)
    assert "not a database" in refusal(serve())
