from collections import Counter
from datetime import timedelta
from threading import Lock

import pytest
import time_machine
from django.utils import timezone

from forum.jobs.models import Job
from forum.jobs.queue import release_all
from forum.jobs.running import keep_claim, run, run_due
from tests.races.racing import at_once

JOBS, WORKERS = 60, 4


def claim():
    """The job that a worker takes up next, begun."""
    return next((job for job in Job.objects.claim() if job.begin()), None)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_every_job_once(add_job, handlers):
    runs, running, overlaps, lock = Counter(), set(), [], Lock()

    def ring(tower, **_payload):
        with lock:
            if tower in running:
                overlaps.append(tower)
            running.add(tower)
            runs[tower] += 1
        Job.objects.filter(payload__tower=tower).count()
        with lock:
            running.discard(tower)

    handlers["bell.rang"] = [ring]
    for tower in range(JOBS):
        add_job("bell.rang", tower=tower)
    tried = at_once([lambda: run_due(limit=JOBS)] * WORKERS)
    assert sum(tried) == JOBS
    assert runs == Counter(range(JOBS))
    assert not overlaps
    assert not Job.objects.exclude(state=Job.State.DONE, attempts=1).exists()


@pytest.mark.django_db(transaction=True)
def test_one_job_is_claimed_by_one_of_many_workers(add_job):
    for _round in range(10):
        job = add_job("bell.rang")
        claimed = [found.pk for found in at_once([claim] * WORKERS) if found]
        assert claimed == [job.pk]


@pytest.mark.django_db
def test_what_another_worker_runs_is_left_to_it(add_job):
    add_job("bell.rang")
    assert claim() is not None
    assert claim() is None


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_taken_up_after_a_while(add_job):
    job = add_job("bell.rang")
    claim()
    with time_machine.travel(timezone.now() + Job.ABANDONED_AFTER + timedelta(seconds=1)):
        again = claim()
    assert (again.pk, again.attempts) == (job.pk, 2)


@pytest.mark.django_db
def test_a_worker_that_was_held_up_does_not_overrule_the_one_that_took_over(add_job, handlers):
    handlers["bell.rang"] = []
    add_job("bell.rang")
    held_up = claim()
    with time_machine.travel(timezone.now() + Job.ABANDONED_AFTER + timedelta(seconds=1)):
        run(*Job.objects.claim())
        held_up.postpone("too late")
    job = Job.objects.get()
    assert (job.state, job.error) == (Job.State.DONE, "")


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_fails_in_the_end(add_job, handlers):
    handlers["bell.rang"] = [lambda **_payload: pytest.fail("it would have killed this one too")]
    add_job("bell.rang")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(Job.ATTEMPTS):
            assert claim()
            clock.shift(Job.ABANDONED_AFTER + timedelta(seconds=1))
        run_due()
        assert claim() is None
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert job.error


@pytest.mark.django_db
def test_a_long_job_that_is_renewed_on_its_way_is_not_taken_over(add_job, handlers):
    others = []

    def long(**_payload):
        for _step in range(20):
            clock.shift(60)
            keep_claim()
            others.append(claim())

    handlers["bell.rang"] = [long]
    add_job("bell.rang")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert run_due() == 1
    assert others == [None] * 20
    assert list(Job.objects.values_list("state", "attempts")) == [(Job.State.DONE, 1)]


@pytest.mark.django_db
def test_a_worker_that_slept_too_long_leaves_the_rest_to_the_one_that_took_over(add_job, handlers):
    steps = []

    def long(**_payload):
        steps.append("begun")
        if len(steps) == 1:
            clock.shift(Job.ABANDONED_AFTER + timedelta(seconds=1))
            run_due()  # another worker
            keep_claim()
            steps.append("went on")

    handlers["bell.rang"] = [long]
    add_job("bell.rang")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        run_due()
    assert steps == ["begun", "begun"]
    assert list(Job.objects.values_list("state", "attempts")) == [(Job.State.DONE, 2)]


@pytest.mark.django_db
def test_outside_of_a_job_there_is_nothing_to_keep():
    keep_claim()


@pytest.mark.django_db
def test_what_is_given_back_is_nobody_elses(add_job):
    """Another worker that has taken it over keeps it."""
    add_job("bell.rang")
    assert claim()
    with time_machine.travel(timezone.now() + Job.ABANDONED_AFTER + timedelta(seconds=1)):
        Job.objects.update(claim="another", claimed_at=timezone.now())
        release_all()
    assert list(Job.objects.values_list("state", "claim")) == [(Job.State.RUNNING, "another")]
