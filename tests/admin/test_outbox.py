from datetime import timedelta

import pytest
from django.utils import timezone

from forum.jobs.models import Event
from tests.admin.conftest import address, messages_of

LIST = "jobs_event_changelist"


@pytest.fixture
def events(db):
    """One of each state; the failed one is a day old and has tried often."""
    yesterday = timezone.now() - timedelta(days=1)
    return {
        state: Event.objects.create(
            name=f"it.{state}", state=state, attempts=4, error="Boom: x" if state == "failed" else "",
            created_at=yesterday, due_at=yesterday,
        )
        for state in Event.State.values
    }  # fmt: skip


def retry(client, *events):
    return client.post(address(LIST), {"action": "retry", "_selected_action": [event.pk for event in events]})


def test_the_list_shows_what_is_owed_with_its_trouble_and_age(as_, keeper, events):
    page = as_(keeper).get(address(LIST)).content.decode()
    for shown in ("it.failed", "it.waiting", "it.running", "Boom: x", "1\xa0day"):
        assert shown in page
    assert "it.done" not in page


@pytest.mark.parametrize("state", ["failed", "waiting", "done"])
def test_the_list_is_filtered_by_state(as_, keeper, events, state):
    page = as_(keeper).get(address(LIST) + f"?state={state}").content.decode()
    assert [name for name in Event.State.values if f"it.{name}" in page] == [state]


def test_what_failed_is_tried_again(as_, keeper, events):
    client = as_(keeper)
    assert "1 event will be tried again" in messages_of(client, retry(client, events["failed"]))
    event = Event.objects.get(name="it.failed")
    assert (event.state, event.attempts) == (Event.State.WAITING, 0)
    assert event.due_at > timezone.now() - timedelta(minutes=1)


def test_what_is_running_or_done_is_left_alone(as_, keeper, events):
    retry(as_(keeper), events["running"], events["done"])
    assert set(Event.objects.filter(attempts=4).values_list("name", flat=True)) >= {"it.running", "it.done"}
    assert Event.objects.get(name="it.running").state == Event.State.RUNNING


def test_without_permission_nothing_is_tried_again(as_, clerk, events):
    clerk.user_permissions.add(clerk.user_permissions.model.objects.get(codename="view_event"))
    client = as_(clerk)
    assert client.get(address(LIST)).status_code == 200
    retry(client, events["failed"])
    assert Event.objects.get(name="it.failed").state == Event.State.FAILED


def test_get_tries_nothing_again(as_, keeper, events):
    as_(keeper).get(address(LIST), {"action": "retry", "_selected_action": events["failed"].pk})
    assert Event.objects.get(name="it.failed").state == Event.State.FAILED


def test_events_are_neither_written_nor_deleted_by_hand(as_, root, events):
    client, event = as_(root), events["failed"]
    change = {"name": "post.published", "payload": "{}", "state": "waiting"}
    assert client.post(address("jobs_event_change", event.pk), change).status_code == 403
    assert client.post(address("jobs_event_add"), change).status_code == 403
    assert client.post(address("jobs_event_delete", event.pk), {"post": "yes"}).status_code == 403
    assert Event.objects.get(pk=event.pk).name == "it.failed"
