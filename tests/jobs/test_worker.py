"""`manage.py worker`: the loop around the queue."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from forum.jobs import handlers as registry
from forum.jobs import running
from forum.jobs.management.commands import worker
from forum.jobs.models import Job
from forum.topics.board_totals import recount_board
from tests.example_app import background

LONGEST = 20.0  # seconds


@pytest.fixture
def quick(monkeypatch):
    """A worker that rests shortly, and our own signal handlers back afterwards."""
    monkeypatch.setattr(worker, "IDLE", 0.01)
    monkeypatch.setattr(worker, "GATHERING", 0.0)
    monkeypatch.setattr(worker, "PATIENCE", 0.01)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def stop(**_payload):
    signal.raise_signal(signal.SIGTERM)


def cut_the_line(**_payload):
    """What a database that goes away looks like from here."""
    connection.connection.close()


def states():
    return list(Job.objects.exclude(name="day.began").order_by("id").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_ends_after_the_job_at_hand(add_job, handlers, quick):
    handlers.update({"day.began": [], "bell.rang": [stop]})
    add_job("bell.rang")
    add_job("bell.rang")
    call_command("worker")
    assert states() == ["done", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_what_was_in_hand_when_the_database_went_away_is_done_as_soon_as_it_is_back(
    add_job, handlers, quick, capsys
):
    cuts = [cut_the_line]

    def cut_once(**_payload):
        while cuts:
            cuts.pop()()
            Job.objects.count()

    handlers.update({"day.began": [], "line.cut": [cut_once], "bell.rang": [stop]})
    add_job("line.cut")
    add_job("bell.rang")
    call_command("worker")
    assert states() == ["done", "done"]
    assert Job.objects.get(name="line.cut").attempts == 2
    assert "isn’t responding" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_what_was_done_when_the_database_went_away_is_not_done_again(add_job, handlers, quick):
    handlers.update({"day.began": [], "line.cut": [cut_the_line], "bell.rang": [stop]})
    add_job("line.cut")
    add_job("bell.rang")
    call_command("worker")
    assert states() == ["done", "done"]
    assert Job.objects.get(name="line.cut").attempts == 1


@pytest.mark.django_db(transaction=True)
def test_housekeeping_is_recorded_once_a_day(add_job, handlers, quick):
    handlers.update({"day.began": [], "bell.rang": [stop]})
    for _start in range(2):
        add_job("bell.rang")
        call_command("worker")
    assert Job.objects.filter(name="day.began").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_installed_app_has_its_part_in_the_work(ben, topic, say, add_job, monkeypatch, quick):
    monkeypatch.setitem(registry.FOR_JOBS, "bell.rang", [stop])
    post = say(ben, topic)
    add_job("bell.rang")
    background.calls.clear()
    call_command("worker")
    assert {"minute", ("post", post.pk), "round"} <= set(background.calls)


def break_down(*_arguments):
    raise ValueError("the rope broke")


def break_a_constraint(*_arguments):
    Job.objects.bulk_create([Job(name="bell.cracked", key="twice"), Job(name="bell.cracked", key="twice")])


@pytest.mark.parametrize("breaks", [break_down, break_a_constraint])
@pytest.mark.django_db(transaction=True)
def test_a_queue_that_fails_ends_neither_the_worker_nor_the_work_of_others(
    breaks, add_job, handlers, monkeypatch, quick, caplog
):
    called = []

    def stop_then(*_arguments):
        called.append("round")
        if called.count("round") == 2:
            add_job("bell.rang")

    handlers.update({"day.began": [], "bell.rang": [stop]})
    monkeypatch.setattr(running, "_rests_until", {})
    monkeypatch.setattr(registry, "EVERY_ROUND", [breaks, stop_then])
    monkeypatch.setattr(registry, "EVERY_MINUTE", [breaks, lambda: called.append("minute")])
    call_command("worker")
    assert called == ["minute", "round", "round", "round"]
    assert states()[-1] == "done"
    assert f"{breaks.__name__} failed" in caplog.text and "Traceback" in caplog.text


@pytest.mark.django_db
def test_a_queue_that_has_failed_rests_and_then_has_its_turn(monkeypatch):
    called = []
    monkeypatch.setattr(running, "_rests_until", {})

    def fail(_is_stopped):
        called.append(1)
        raise ValueError("the rope broke")

    monkeypatch.setattr(registry, "EVERY_ROUND", [fail])
    for now, turns in ((100.0, 1), (101.0, 1), (100.0 + running.REST, 2)):
        monkeypatch.setattr(running, "time", SimpleNamespace(monotonic=lambda now=now: now))
        assert running.run_round() == 0
        assert len(called) == turns


@pytest.mark.django_db
def test_the_totals_of_a_board_follow_a_reply(ben, topic, say, board):
    call_command("worker", once=True)
    say(ben, topic)
    call_command("worker", once=True)
    board.refresh_from_db()
    assert (board.topic_count, board.post_count) == (1, 2)
    assert set(states()) == {"done"}


@pytest.mark.django_db
def test_totals_of_a_board_that_is_gone_are_nobodys_trouble():
    recount_board(404)


@pytest.fixture
def environment(tmp_path):
    """For a forum process of its own on the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{database['NAME']}"
    else:
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "DATABASE_URL": address,
        "FORUM_DATA": str(tmp_path),
    }


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_jobs_and_stops_when_told(ben, topic, say, board, environment):
    say(ben, topic)
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"], env=environment
    )
    try:
        until = time.monotonic() + LONGEST
        while set(states()) != {"done"} and time.monotonic() < until:
            time.sleep(0.1)
        assert set(states()) == {"done"}
        process.terminate()
        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
        process.wait()
    board.refresh_from_db()
    assert (board.topic_count, board.post_count) == (1, 2)


KILLED = """
import os, django
django.setup()
from forum.jobs.handlers import on
from forum.jobs.running import run_due
on("bell.rang", lambda **payload: os.kill(os.getpid(), 9))
run_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_its_job_to_be_taken_up(add_job, environment):
    job = add_job("bell.rang")
    died = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=settings.BASE_DIR, check=False)
    assert died.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.RUNNING, 1, "")


def test_a_worker_with_little_to_do_lets_posts_gather_and_one_with_much_goes_on():
    assert worker.rest_after(0, 0.01) == worker.IDLE
    assert worker.rest_after(1, 0.05) == pytest.approx(worker.GATHERING - 0.05)
    assert worker.rest_after(1, 2 * worker.GATHERING) == 0
    assert worker.rest_after(running.SEVERAL, 0.01) == 0
