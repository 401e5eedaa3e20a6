"""The child that is kept running: started again with growing pauses, and ended in order."""

import sys

import pytest

from forum.serving import child_processes
from tests.serving.launching import wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
]


@pytest.fixture
def said():
    return []


@pytest.fixture
def keep(said):
    kept = []

    def start(command):
        kept.append(child_processes.KeptProcess(command, said.append))
        kept[-1].start()
        return kept[-1]

    yield start
    for one in kept:
        one.stop()


def test_a_child_that_keeps_dying_gets_longer_and_longer_pauses(keep, said, monkeypatch):
    monkeypatch.setattr(child_processes, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(child_processes, "MAX_PAUSE", 0.04)
    kept = keep([sys.executable, "-c", "raise SystemExit(3)"])

    assert wait_until(lambda: len(said) >= 4)
    kept.stop()

    assert kept.pause == 0.04
    assert "(exit code 3)" in said[0]


def test_a_child_that_had_settled_is_forgiven(keep, said, monkeypatch):
    monkeypatch.setattr(child_processes, "SETTLED_AFTER", 0.0)
    monkeypatch.setattr(child_processes, "FIRST_PAUSE", 0.01)
    kept = keep([sys.executable, "-c", "pass"])

    assert wait_until(lambda: len(said) >= 3)
    kept.stop()

    assert kept.pause == 0.02


def test_stopping_ends_the_child_and_says_nothing(keep, said):
    kept = keep(SLEEPER)
    assert wait_until(lambda: kept.child is not None)

    kept.stop()

    assert kept.child.poll() is not None
    assert not kept.thread.is_alive()
    assert said == []


def test_stopping_does_not_wait_for_the_end_of_a_pause(keep, said, monkeypatch):
    monkeypatch.setattr(child_processes, "FIRST_PAUSE", 600_000)
    kept = keep([sys.executable, "-c", "pass"])
    assert wait_until(lambda: said)

    kept.stop()

    # It would take a thousand times what this test may take.
    assert not kept.thread.is_alive()


def test_a_child_that_will_not_stop_is_killed(monkeypatch, capfd):
    monkeypatch.setattr(child_processes, "STOP_TIMEOUT", 0.2)
    child = child_processes.start(STUBBORN)
    assert wait_until(lambda: capfd.readouterr().out)

    child_processes.end(child)

    assert child.returncode == -9


def test_a_child_run_to_its_end_gives_its_answer():
    assert child_processes.run([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_a_tethered_command_refuses_to_run_for_another_parent(monkeypatch):
    monkeypatch.setattr(child_processes.os, "getpid", lambda: 1)
    # Whoever started it has died meanwhile: it must not begin to work unattended.
    assert child_processes.run(child_processes.manage_command("version")) == 1
