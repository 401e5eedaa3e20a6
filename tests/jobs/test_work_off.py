from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.jobs.models import ATTEMPTS, Event
from forum.jobs.running import KEPT_FOR, forget_old, work_off

pytestmark = pytest.mark.django_db


def fail(**_payload):
    raise ValueError("the rope broke \x00\ud800")


def test_every_consequence_of_an_event_is_paid_with_its_payload(happen, consequences):
    paid = []
    consequences["bell.rang"] = [
        lambda **payload: paid.append(("tell", payload)),
        lambda **_: paid.append("count"),
    ]
    event = happen("bell.rang", tower=1)
    assert work_off() == 1
    assert paid == [("tell", {"tower": 1}), "count"]
    event.refresh_from_db()
    assert (event.state, event.attempts) == (Event.State.DONE, 1)
    assert event.done_at is not None


def test_events_are_worked_off_oldest_first_and_once(happen, consequences):
    rung = []
    consequences["bell.rang"] = [lambda tower, **_: rung.append(tower)]
    for tower in (1, 2, 3):
        happen("bell.rang", tower=tower)
    assert (work_off(limit=2), rung) == (2, [1, 2])
    assert (work_off(), rung) == (1, [1, 2, 3])
    assert work_off() == 0


def test_a_failing_event_waits_and_the_others_go_on(happen, consequences):
    paid = []
    consequences.update({"bell.cracked": [fail], "bell.rang": [lambda **_: paid.append(True)]})
    broken, sound = happen("bell.cracked"), happen("bell.rang")
    work_off()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state, paid) == (Event.State.WAITING, Event.State.DONE, [True])
    assert broken.error.startswith("ValueError: the rope broke")
    assert broken.due_at > timezone.now()


def test_an_event_of_an_unknown_name_waits_for_code_that_knows_it(happen, consequences):
    event = happen("bell.melted")
    work_off()
    event.refresh_from_db()
    assert (event.state, event.error) == (Event.State.WAITING, "KeyError: 'bell.melted'")


def test_the_pauses_grow_until_the_event_has_failed(happen, consequences):
    consequences["bell.cracked"] = [fail]
    event, pauses = happen("bell.cracked"), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(ATTEMPTS):
            assert work_off() == 1
            event.refresh_from_db()
            pauses.append(event.due_at - timezone.now())
            clock.shift(pauses[-1])
        assert work_off() == 0
    assert pauses == sorted(pauses)
    assert timedelta(seconds=5) < pauses[0] < timedelta(minutes=1) < pauses[-1] <= timedelta(hours=6)
    assert (event.state, event.attempts) == (Event.State.FAILED, ATTEMPTS)


def test_a_failed_event_is_done_when_it_is_retried_after_the_mending(happen, consequences):
    event = happen("bell.rang")
    Event.objects.update(state=Event.State.FAILED, attempts=ATTEMPTS, error="ValueError: the rope broke")
    consequences["bell.rang"] = []
    assert work_off() == 0
    event.refresh_from_db()
    assert event.retry()
    assert work_off() == 1
    event.refresh_from_db()
    assert (event.state, event.attempts, event.error) == (Event.State.DONE, 1, "")


@pytest.mark.parametrize("state", [Event.State.RUNNING, Event.State.DONE])
def test_what_runs_or_is_done_is_not_retried(happen, state):
    event = happen("bell.rang")
    Event.objects.update(state=state)
    assert not event.retry()
    assert Event.objects.get().state == state


def test_work_stops_between_two_events(happen, consequences):
    rung = []
    consequences["bell.rang"] = [lambda tower, **_: rung.append(tower)]
    for tower in (1, 2, 3):
        happen("bell.rang", tower=tower)
    assert work_off(is_stopped=lambda: len(rung) == 2) == 2
    assert list(Event.objects.order_by("id").values_list("state", flat=True)) == ["done", "done", "waiting"]


def test_what_was_done_long_ago_is_forgotten_and_what_failed_is_not(happen):
    long_ago = timezone.now() - KEPT_FOR - timedelta(hours=1)
    for state in Event.State.values:
        Event.objects.create(name="bell.rang", state=state, done_at=long_ago)
    Event.objects.create(name="bell.rang", state=Event.State.DONE, done_at=timezone.now())
    assert forget_old() == 1
    assert sorted(Event.objects.values_list("state", flat=True)) == ["done", "failed", "running", "waiting"]
