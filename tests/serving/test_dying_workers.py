"""The forum outlives its workers, however often they die."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from tests.plumbing.thoroughness import whole_or
from tests.serving.launching import Serve, wait_until
from tests.serving.wire import HOST, connect, heard, status


def web_workers(forum) -> set[int]:
    serving = {process for process, line in forum.running().items() if "manage.py serve" in line}
    return serving - {forum.process.pid} - forum.background_workers()


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
    assert forum.output.count("A web worker stopped (exit code -9). The next one starts in") == 8
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


class Spawned(Serve):
    """As Python 3.14 does it, and macOS: workers are no forks, but begin anew and are sent what they need."""

    program = (
        "-c",
        "import multiprocessing, os, sys;"
        "multiprocessing.set_start_method('spawn');"
        f"sys.path.insert(0, {str(settings.BASE_DIR)!r});"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'forum.settings';"
        "from django.core.management import execute_from_command_line;"
        "execute_from_command_line(['manage.py', *sys.argv[1:]])",
    )

    def workers(self) -> set[int]:
        return {process for process, line in self.running().items() if "spawn_main" in line}


def test_workers_that_are_no_forks_serve_and_are_replaced_as_well(ready, data):
    forum = Spawned(data, "--no-worker")
    try:
        first = forum.arrived().workers()
        assert len(first) == 2
        os.kill(min(first), signal.SIGKILL)
        assert wait_until(lambda: len(forum.workers()) == 2 and forum.workers() != first), forum.output
        assert wait_until(lambda: answers(forum)), forum.output
        assert forum.stop() == 0
        assert wait_until(lambda: forum.running() == {})
    finally:
        forum.clear_away()


def program(*words: str) -> str:
    """What one of the programs in tests/load says; it must end well."""
    command = [sys.executable, "-m", *words]
    finished = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=600
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.mark.slow
def test_kills_during_posting_lose_nothing_and_double_nothing():
    assert "none lost, none twice, and the forum is whole" in program("tests.load.kills", whole_or("20", "8"))


@pytest.mark.slow
def test_bad_connections_of_every_kind_are_closed_while_readers_are_answered():
    # The limit is for a machine that does ten other things; alone it is a second.
    told = program("tests.load.attacks", "20", "20")
    for kind in ("60 slow bodies", "600 slow heads", "600 idle connections"):
        assert kind in told
    assert told.count("of them closed by the server") == 3
