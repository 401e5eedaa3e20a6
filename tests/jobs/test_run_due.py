from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.jobs.models import Job
from forum.jobs.running import run_due

pytestmark = pytest.mark.django_db


def fail(**_payload):
    raise ValueError("the rope broke \x00\ud800")


def test_every_function_of_a_job_is_called_with_its_payload(add_job, handlers):
    called = []
    handlers["bell.rang"] = [
        lambda **payload: called.append(("tell", payload)),
        lambda **_: called.append("count"),
    ]
    job = add_job("bell.rang", tower=1)
    assert run_due() == 1
    assert called == [("tell", {"tower": 1}), "count"]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 1)
    assert job.done_at is not None


def test_jobs_run_oldest_first_and_once(add_job, handlers):
    rung = []
    handlers["bell.rang"] = [lambda tower, **_: rung.append(tower)]
    for tower in (1, 2, 3):
        add_job("bell.rang", tower=tower)
    assert (run_due(limit=2), rung) == (2, [1, 2])
    assert (run_due(), rung) == (1, [1, 2, 3])
    assert run_due() == 0


def test_a_failing_job_waits_and_the_others_go_on(add_job, handlers):
    called = []
    handlers.update({"bell.cracked": [fail], "bell.rang": [lambda **_: called.append(True)]})
    broken, sound = add_job("bell.cracked"), add_job("bell.rang")
    run_due()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state, called) == (Job.State.WAITING, Job.State.DONE, [True])
    assert broken.error.startswith("ValueError: the rope broke")
    assert broken.due_at > timezone.now()


def test_a_job_of_an_unknown_name_waits_for_code_that_knows_it(add_job, handlers):
    job = add_job("bell.melted")
    run_due()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.WAITING, "KeyError: 'bell.melted'")


def test_the_pauses_grow_until_the_job_has_failed(add_job, handlers):
    handlers["bell.cracked"] = [fail]
    job, pauses = add_job("bell.cracked"), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(Job.ATTEMPTS - 1):
            assert run_due() == 1
            job.refresh_from_db()
            pauses.append(job.due_at - timezone.now())
            clock.shift(pauses[-1])
        assert run_due() == 1
        job.refresh_from_db()
        assert run_due() == 0
    assert pauses == sorted(pauses)
    assert timedelta(seconds=5) < pauses[0] < timedelta(minutes=1) < pauses[-1] <= timedelta(hours=6)
    assert (job.state, job.attempts) == (Job.State.FAILED, Job.ATTEMPTS)


def test_a_failed_job_is_done_when_it_is_retried_after_the_repair(add_job, handlers):
    job = add_job("bell.rang")
    Job.objects.update(state=Job.State.FAILED, attempts=Job.ATTEMPTS, error="ValueError: the rope broke")
    handlers["bell.rang"] = []
    assert run_due() == 0
    job.refresh_from_db()
    assert Job.objects.retry() == 1
    assert run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.DONE, 1, "")


@pytest.mark.parametrize("state", [Job.State.RUNNING, Job.State.DONE])
def test_what_runs_or_is_done_is_not_retried(add_job, state):
    add_job("bell.rang")
    Job.objects.update(state=state)
    assert Job.objects.retry() == 0
    assert Job.objects.get().state == state


def test_a_worker_stops_between_two_jobs(add_job, handlers):
    rung = []
    handlers["bell.rang"] = [lambda tower, **_: rung.append(tower)]
    for tower in (1, 2, 3):
        add_job("bell.rang", tower=tower)
    assert run_due(is_stopped=lambda: len(rung) == 2) == 2
    assert list(Job.objects.order_by("id").values_list("state", flat=True)) == ["done", "done", "waiting"]


def test_what_was_done_long_ago_is_forgotten_and_what_failed_is_not(add_job):
    long_ago = timezone.now() - Job.KEPT_FOR - timedelta(hours=1)
    for state in Job.State.values:
        Job.objects.create(name="bell.rang", state=state, done_at=long_ago)
    Job.objects.create(name="bell.rang", state=Job.State.DONE, done_at=timezone.now())
    assert Job.objects.forget_old() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed", "running", "waiting"]
