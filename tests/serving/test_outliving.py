"""The forum outlives its workers, however often they die."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from tests.serving.launching import wait_until
from tests.serving.wire import HOST, connect, heard, status


def web_workers(forum) -> set[int]:
    return {
        process
        for process, line in forum.running().items()
        if process != forum.process.pid and "manage.py serve" in line
    }


def answers(forum) -> bool:
    try:
        return forum.get("/")[0] == 200
    except OSError:
        return False


def test_web_workers_that_die_in_quick_succession_do_not_end_the_forum(serve, ready):
    forum = serve("--no-worker").arrived()
    killed = set()
    for _kill in range(8):
        assert wait_until(lambda: web_workers(forum) - killed), forum.output
        victim = (web_workers(forum) - killed).pop()
        os.kill(victim, signal.SIGKILL)
        killed.add(victim)

    assert wait_until(lambda: len(web_workers(forum) - killed) == 2), forum.output
    assert wait_until(lambda: answers(forum)), forum.output
    assert forum.process.poll() is None
    assert forum.output.count("A web worker ended (-9); the next one starts in") == 8
    assert forum.stop(signal.SIGTERM) == 0
    assert forum.running() == {}


def test_all_web_workers_at_once_come_back_too(serve, ready):
    forum = serve("--no-worker", FORUM_WORKERS="3").arrived()
    first = web_workers(forum)
    for process in first:
        os.kill(process, signal.SIGKILL)
    assert wait_until(lambda: len(web_workers(forum) - first) == 3), forum.output
    assert wait_until(lambda: answers(forum)), forum.output


def test_a_worker_told_to_leave_finishes_what_it_has_begun(serve, ready):
    forum = serve("--no-worker", FORUM_WORKERS="1").arrived()
    (first,) = web_workers(forum)
    line = connect(forum.port)
    head = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nConnection: close\r\n\r\n"
    line.sendall(head + b"a=")
    asked = connect(forum.port)
    asked.sendall(b"GET /healthz/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert status(heard(asked)) == 200  # so the other has been taken in hand as well

    os.kill(first, signal.SIGTERM)
    assert wait_until(lambda: not answers(forum))
    line.sendall(b"b")

    assert status(heard(line)) == 403
    line.close()
    assert wait_until(lambda: web_workers(forum) - {first}), forum.output
    assert wait_until(lambda: answers(forum)), forum.output


@pytest.mark.slow
def test_kills_during_posting_lose_nothing_and_double_nothing():
    finished = subprocess.run(
        [sys.executable, "-m", "tests.load.kills", "20"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "none lost, none twice, and the forum is whole" in finished.stdout
