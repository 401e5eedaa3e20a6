"""The real command in a process of its own, from the first start to the last breath."""

import os
import re
import signal
import sqlite3
from contextlib import closing

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.serving.launching import wait_until

PASSWORD = re.compile(r"^ +admin +(\S{20,})$", re.MULTILINE)


def test_an_empty_folder_becomes_a_forum_and_stops_without_a_trace(serve, data):
    forum = serve("--demo").arrived()

    assert f"http://127.0.0.1:{forum.port}/" in forum.output
    assert forum.get("/healthz/")[0] == 200
    assert forum.get("/")[0] == 200
    assert wait_until(forum.background_workers)

    assert forum.stop(signal.SIGINT) == 0
    assert forum.running() == {}
    assert "Traceback" not in forum.output

    (password,) = PASSWORD.findall(forum.output)
    assert password.encode() not in b"".join(path.read_bytes() for path in data.glob("forum.sqlite3*"))

    again = serve("--demo").arrived()
    assert PASSWORD.findall(again.output) == []
    assert "Preparing" not in again.output
    assert "Filling" not in again.output
    assert "Collecting" not in again.output
    assert again.stop(signal.SIGTERM) == 0
    assert again.running() == {}


def test_the_first_password_is_the_administrators_and_kept_only_as_a_hash(first_start):
    (password,) = PASSWORD.findall(first_start.output)
    with closing(sqlite3.connect(first_start.data / "forum.sqlite3")) as database:
        rows = database.execute("SELECT username, password, is_superuser FROM accounts_user").fetchall()
    ((username, stored, is_superuser),) = rows
    assert (username, is_superuser) == ("admin", 1)
    assert Argon2PasswordHasher().verify(password, stored)


def test_without_a_worker_there_is_none(serve, ready):
    forum = serve("--no-worker").arrived()
    assert not forum.background_workers()
    assert len(forum.running()) == 3


def test_a_killed_forum_leaves_no_process(serve, ready):
    forum = serve().arrived()
    assert wait_until(lambda: len(forum.running()) == 4), forum.running()

    forum.stop(signal.SIGKILL)

    assert wait_until(lambda: not forum.running()), forum.running()


def test_a_dead_worker_is_started_again_and_said_so(serve, ready):
    forum = serve().arrived()

    assert wait_until(forum.background_workers)
    (first,) = forum.background_workers()
    os.kill(first, signal.SIGKILL)

    assert wait_until(lambda: forum.background_workers() - {first})
    assert "The background worker stopped (exit code -9). It starts again in 1 s." in forum.output


@pytest.mark.every_database
def test_it_comes_up_on_the_database_that_is_named(serve, fresh_database):
    forum = serve(DATABASE_URL=fresh_database).arrived()
    assert forum.get("/readyz/")[0] == 200
    assert forum.stop() == 0
