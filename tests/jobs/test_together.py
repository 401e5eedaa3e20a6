from datetime import timedelta

import pytest
from django.utils import timezone

from forum.jobs import handlers as registry
from forum.jobs.models import Job
from forum.jobs.running import SEVERAL, run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def together(monkeypatch):
    """The functions for several jobs, none at first."""
    table = {}
    monkeypatch.setattr(registry, "TOGETHER", table)
    return table


@pytest.fixture
def bell(handlers, together):
    """What is rung, by itself and together with others; a tower that is broken rings never."""
    rung = {"alone": [], "together": []}

    def ring(*, tower, **_):
        if tower == "broken":
            raise ValueError("the rope broke")
        rung["alone"].append(tower)

    def ring_several(jobs):
        towers = [job["tower"] for job in jobs]
        if "broken" in towers:
            raise ValueError("the rope broke")
        rung["together"].append(towers)

    handlers["bell.rang"] = [ring]
    together[ring] = ring_several
    return rung


def test_jobs_of_one_name_that_wait_are_done_together_and_each_is_done(add_job, bell):
    jobs = [add_job("bell.rang", tower=tower) for tower in (1, 2, 3)]
    assert run_due() == 3
    assert bell == {"alone": [], "together": [[1, 2, 3]]}
    for job in jobs:
        job.refresh_from_db()
        assert (job.state, job.attempts, job.claim) == (Job.State.DONE, 1, "")
        assert job.done_at is not None
    assert run_due() == 0


def test_a_function_that_knows_no_several_is_called_for_each(add_job, handlers, bell):
    counted = []
    handlers["bell.rang"].append(lambda tower, **_: counted.append(tower))
    for tower in (1, 2):
        add_job("bell.rang", tower=tower)
    run_due()
    assert (bell["together"], counted) == ([[1, 2]], [1, 2])


def test_jobs_of_another_name_are_not_taken_along(add_job, handlers, bell):
    others = []
    handlers["bell.cast"] = [lambda **_: others.append(len(bell["together"]))]
    add_job("bell.rang", tower=1)
    add_job("bell.cast")
    add_job("bell.rang", tower=2)
    run_due()
    assert (bell["together"], others) == ([[1, 2]], [1])


def test_of_those_that_fail_together_each_that_can_is_done_and_the_broken_one_waits(add_job, bell):
    first, broken, last = (add_job("bell.rang", tower=tower) for tower in (1, "broken", 3))
    run_due()
    assert bell == {"alone": [1, 3], "together": []}
    states = [Job.objects.get(pk=job.pk).state for job in (first, broken, last)]
    assert states == [Job.State.DONE, Job.State.WAITING, Job.State.DONE]


def test_what_was_tried_before_is_tried_alone(add_job, bell):
    tried, new = add_job("bell.rang", tower=1), add_job("bell.rang", tower=2)
    Job.objects.filter(pk=tried.pk).update(attempts=1)
    run_due()
    assert bell == {"alone": [1], "together": [[2]]}
    new.refresh_from_db()
    assert new.state == Job.State.DONE


def test_what_a_dead_worker_left_is_not_behind_all_that_is_new(add_job, bell):
    left = add_job("bell.rang", tower="left")
    long_ago = timezone.now() - 2 * Job.ABANDONED_AFTER
    Job.objects.filter(pk=left.pk).update(
        state=Job.State.RUNNING, claim="dead", claimed_at=long_ago, attempts=1
    )
    add_job("bell.rang", tower=1)
    assert run_due(limit=1) == 1
    assert bell == {"alone": ["left"], "together": []}


def test_only_so_many_are_in_one_workers_hands_and_what_is_not_due_in_none(add_job, bell):
    for tower in range(SEVERAL + 1):
        add_job("bell.rang", tower=tower)
    later = add_job("bell.rang", tower="later")
    Job.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(hours=1))
    run_due()
    assert [len(towers) for towers in bell["together"]] == [SEVERAL, 1]
    later.refresh_from_db()
    assert later.state == Job.State.WAITING


def test_what_falls_due_after_a_few_were_run_gathers_until_the_next_round(add_job, handlers, bell):
    others = []
    add_job("bell.rang", tower=1)
    # While they are run, another one of each kind falls due.
    handlers["bell.rang"].append(
        lambda tower, **_: tower == 1 and (add_job("bell.rang", tower=2), add_job("cast"))
    )
    handlers["cast"] = [lambda **_: others.append("cast")]
    assert run_due() == 2
    assert (bell["together"], others) == ([[1]], ["cast"])
    add_job("bell.rang", tower=3)
    assert run_due() == 2
    assert bell["together"] == [[1], [2, 3]]
    assert run_due() == 0


def test_of_many_that_wait_none_is_left_to_gather(add_job, bell):
    for tower in range(2 * SEVERAL):
        add_job("bell.rang", tower=tower)
    assert run_due() == 2 * SEVERAL
    assert [len(towers) for towers in bell["together"]] == [SEVERAL, SEVERAL]
