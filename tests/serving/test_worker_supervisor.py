"""Web workers that die are replaced while the others serve, and those that grow too large as well."""

import multiprocessing
import os
import signal
import threading
import time
from typing import Any

import pytest

from forum.serving import web_worker_supervisor
from forum.serving.web_worker_supervisor import WorkerSupervisor
from tests.serving.launching import wait_until

FORK = multiprocessing.get_context("fork")


class Worker:
    """What granian gives a keeper: a process that says when it is up, and then lives for a while."""

    def __init__(self, outbox: Any, *, comes_up: bool, lives: float):
        self.inner = FORK.Process(target=self.run, args=(outbox, comes_up, lives), daemon=True)

    @staticmethod
    def run(outbox, comes_up, lives):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if comes_up:
            outbox.send_bytes(b"%d" % os.getpid())
        time.sleep(lives)
        os._exit(7)

    def __getattr__(self, name):
        return getattr(self.inner, name)


class WebServer:
    def __init__(self, lives, *, comes_up=True, largest=1 << 60):
        self.said: list[str] = []
        self.started: list[Worker] = []
        self.comes_up, self.lives = comes_up, lives
        self.keeper = WorkerSupervisor(self.said.append, largest)
        self.processes = [self.spawn(index) for index in range(len(lives))]
        for process in self.processes:
            process.start()
        self.thread = threading.Thread(
            target=self.keeper.supervise, args=(self.processes, self.spawn), daemon=True
        )

    def spawn(self, index):
        self.started.append(Worker(self.keeper.outbox, comes_up=self.comes_up, lives=self.lives[index]))
        return self.started[-1]

    def end(self):
        self.keeper.stop()
        self.thread.join(60)
        assert not self.thread.is_alive()
        for process in self.started:
            if process.pid:
                process.kill()
                process.join()


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(web_worker_supervisor, "MAX_PAUSE", 0.04)
    monkeypatch.setattr(web_worker_supervisor, "MAX_PAUSE_ALONE", 0.02)
    sites = []

    def start(*lives, **options):
        sites.append(WebServer(lives, **options))
        sites[-1].thread.start()
        return sites[-1]

    yield start
    for one in sites:
        one.end()


def test_a_worker_that_keeps_dying_gets_longer_pauses_and_the_other_lives_on(site):
    forum = site(0.0, 3600.0)
    assert wait_until(lambda: len(forum.started) >= 7)
    assert forum.keeper.slots[0].pause == web_worker_supervisor.MAX_PAUSE
    assert forum.keeper.slots[1].process.is_alive()
    assert forum.keeper.slots[1].process is forum.started[1]
    assert "(exit code 7)" in forum.said[0]
    assert forum.thread.is_alive()


def test_while_none_serves_the_next_one_starts_soon(site):
    forum = site(0.0)
    assert wait_until(lambda: len(forum.said) >= 6)
    assert all("in 0.0 s" in line for line in forum.said)


def test_a_worker_that_had_settled_is_forgiven(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "SETTLED_AFTER", 0.0)
    forum = site(0.0, 3600.0)
    assert wait_until(lambda: len(forum.started) >= 6)
    assert forum.keeper.slots[0].pause == web_worker_supervisor.FIRST_PAUSE


def test_workers_that_come_up_and_die_never_end_the_forum(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "START_TIMEOUT", 5.0)
    forum = site(0.3, 0.3)
    assert wait_until(lambda: len(forum.started) >= 20)
    assert not forum.keeper.failure


def test_when_none_has_come_up_for_long_enough_the_forum_ends_and_says_why(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "START_TIMEOUT", 0.3)
    forum = site(0.0, 0.0, comes_up=False)
    forum.thread.join(60)
    assert not forum.thread.is_alive()
    assert "The last one stopped with exit code 7" in forum.keeper.failure


def test_a_worker_that_never_comes_up_is_ended_while_the_other_serves(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "START_TIMEOUT", 3.0)
    forum = site(3600.0, 3600.0, comes_up=False)
    forum.keeper.outbox.send_bytes(b"%d" % forum.started[1].pid)
    assert wait_until(lambda: len(forum.said) >= 2)
    assert all("(exit code -9)" in line for line in forum.said)
    assert forum.started[1].is_alive()
    assert not forum.keeper.failure


def test_stopping_does_not_wait_for_a_pause(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "FIRST_PAUSE", 3600.0)
    monkeypatch.setattr(web_worker_supervisor, "MAX_PAUSE", 3600.0)
    forum = site(0.0, 3600.0)
    assert wait_until(lambda: forum.said)
    forum.keeper.stop()
    forum.thread.join(60)
    assert not forum.thread.is_alive()
    # What is still alive is left to granian, which gives it time for its last requests.
    # On a busy machine the first was perhaps replaced at once, for the second did not serve yet.
    assert forum.started[1].pid in [process.pid for process in forum.processes]


def test_a_worker_that_has_grown_too_large_ends_only_when_another_serves(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "CHECKS_MEMORY_EVERY", 0.02)
    monkeypatch.setattr(web_worker_supervisor, "MIN_LIFE", 0.0)
    sizes = {}
    monkeypatch.setattr(web_worker_supervisor, "memory_of", lambda process: sizes.get(process, 0))
    forum = site(3600.0, 3600.0, largest=100)
    assert wait_until(lambda: len(forum.keeper.up) == 2)
    first, second = forum.started
    forum.comes_up = False

    sizes[first.pid] = 101
    assert wait_until(lambda: len(forum.started) == 3)
    time.sleep(0.1)
    assert first.is_alive()
    forum.keeper.outbox.send_bytes(b"%d" % forum.started[2].pid)

    assert wait_until(lambda: not first.is_alive())
    assert second.is_alive()
    assert len(forum.started) == 3
    assert forum.said == []


def test_a_worker_that_is_large_from_the_start_is_not_replaced_for_ever(site, monkeypatch):
    monkeypatch.setattr(web_worker_supervisor, "CHECKS_MEMORY_EVERY", 0.02)
    forum = site(3600.0, largest=0)
    assert wait_until(lambda: forum.keeper.up)
    time.sleep(0.2)
    assert len(forum.started) == 1


def test_what_a_worker_takes_is_known():
    assert 5_000_000 < web_worker_supervisor.memory_of(os.getpid()) < 50_000_000_000
