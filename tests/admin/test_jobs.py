from datetime import timedelta

import pytest
from django.utils import timezone

from forum.jobs.models import Job
from tests.admin.conftest import address, messages_of

LIST = "jobs_job_changelist"


@pytest.fixture
def jobs(db):
    """One of each state; the failed one is a day old and has tried often."""
    yesterday = timezone.now() - timedelta(days=1)
    return {
        state: Job.objects.create(
            name=f"it.{state}", state=state, attempts=4, error="Boom: x" if state == "failed" else "",
            created_at=yesterday, due_at=yesterday,
        )
        for state in Job.State.values
    }  # fmt: skip


def retry(client, *jobs):
    return client.post(address(LIST), {"action": "retry", "_selected_action": [job.pk for job in jobs]})


def test_the_list_shows_what_is_owed_with_its_trouble_and_age(as_, keeper, jobs):
    page = as_(keeper).get(address(LIST)).content.decode()
    for shown in ("it.failed", "it.waiting", "it.running", "Boom: x", "1\xa0day"):
        assert shown in page
    assert "it.done" not in page


@pytest.mark.parametrize("state", ["failed", "waiting", "done"])
def test_the_list_is_filtered_by_state(as_, keeper, jobs, state):
    page = as_(keeper).get(address(LIST) + f"?state={state}").content.decode()
    assert [name for name in Job.State.values if f"it.{name}" in page] == [state]


def test_what_failed_is_tried_again(as_, keeper, jobs):
    client = as_(keeper)
    assert "1 job will be tried again" in messages_of(client, retry(client, jobs["failed"]))
    job = Job.objects.get(name="it.failed")
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    assert job.due_at > timezone.now() - timedelta(minutes=1)


def test_what_is_running_or_done_is_left_alone(as_, keeper, jobs):
    retry(as_(keeper), jobs["running"], jobs["done"])
    assert set(Job.objects.filter(attempts=4).values_list("name", flat=True)) >= {"it.running", "it.done"}
    assert Job.objects.get(name="it.running").state == Job.State.RUNNING


def test_without_permission_nothing_is_tried_again(as_, clerk, jobs):
    clerk.user_permissions.add(clerk.user_permissions.model.objects.get(codename="view_job"))
    client = as_(clerk)
    assert client.get(address(LIST)).status_code == 200
    retry(client, jobs["failed"])
    assert Job.objects.get(name="it.failed").state == Job.State.FAILED


def test_get_tries_nothing_again(as_, keeper, jobs):
    as_(keeper).get(address(LIST), {"action": "retry", "_selected_action": jobs["failed"].pk})
    assert Job.objects.get(name="it.failed").state == Job.State.FAILED


def test_jobs_are_neither_written_nor_deleted_by_hand(as_, root, jobs):
    client, job = as_(root), jobs["failed"]
    change = {"name": "post.published", "payload": "{}", "state": "waiting"}
    assert client.post(address("jobs_job_change", job.pk), change).status_code == 403
    assert client.post(address("jobs_job_add"), change).status_code == 403
    assert client.post(address("jobs_job_delete", job.pk), {"post": "yes"}).status_code == 403
    assert Job.objects.get(pk=job.pk).name == "it.failed"


def test_a_job_is_named_by_what_it_does_and_its_internals_are_folded(as_, keeper):
    job = Job.objects.create(name="post.published", payload={"post_id": 17}, state="failed", error="Boom")
    shown = as_(keeper).get(address(LIST)).text
    assert "Notify people about a new post (post 17)" in shown
    assert "post_id" not in shown
    page = as_(keeper).get(address("jobs_job_change", job.pk)).text
    assert page.index("<details") < page.index("post_id")
