"""What is done to a topic at a time, or so many days after its last post, in the name of who set it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.moderation import timers, topic_acts, undoing
from forum.moderation.models import LogEntry
from forum.moderation.timers import run_due_timers
from forum.topics.models import Topic
from tests.conftest import opened


def soon(**after):
    return (timezone.localtime() + timedelta(**after)).strftime("%Y-%m-%dT%H:%M")


def set_timer(browser, topic, **sent):
    return browser.post(f"{topic.get_absolute_url()}set-timer/", {"reason": "As agreed"} | sent)


def is_due(topic):
    Topic.objects.filter(pk=topic.pk).update(timer_at=timezone.now() - timedelta(seconds=1))
    run_due_timers()
    topic.refresh_from_db()


def test_a_topic_is_locked_at_its_time_and_not_before(as_, mod, topic):
    assert set_timer(as_(mod), topic, act_then="lock", at=soon(hours=2)).status_code == 303
    run_due_timers()
    topic.refresh_from_db()
    assert not topic.is_locked
    assert "A timer locks this topic" in as_(mod).get(topic.get_absolute_url()).text
    is_due(topic)
    assert (topic.is_locked, topic.locked_by, topic.locked_reason) == (True, mod, "As agreed")
    assert topic.timer_at is None
    assert list(LogEntry.objects.order_by("pk").values_list("act", "by__username")) == [
        ("set-timer", "mod"),
        ("lock", "mod"),
    ]


def test_members_are_told_of_no_timer(as_, ben, mod, topic):
    set_timer(as_(mod), topic, act_then="remove", at=soon(hours=2))
    for reader in (ben, None):
        assert "timer" not in as_(reader).get(topic.get_absolute_url()).text.lower()


def test_a_new_post_puts_off_what_waits_for_days_without_one(as_, ben, mod, topic, say):
    set_timer(as_(mod), topic, act_then="lock", days="3")
    topic.refresh_from_db()
    assert topic.timer_at == topic.last_post_at + timedelta(days=3)
    last = say(ben, topic)
    is_due(topic)
    assert not topic.is_locked
    assert topic.timer_at == last.created_at + timedelta(days=3)
    Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - timedelta(days=4))
    is_due(topic)
    assert topic.is_locked


def test_a_topic_is_moved_removed_and_unlocked_by_timers(as_, root, topic):
    other, browser = opened("Other", "public"), as_(root)
    set_timer(browser, topic, act_then="move", board=other.pk, at=soon(hours=2))
    is_due(topic)
    assert topic.board == other
    topic_acts.lock(root, topic)
    set_timer(browser, topic, act_then="unlock", at=soon(hours=2))
    is_due(topic)
    assert not topic.is_locked
    set_timer(browser, topic, act_then="remove", at=soon(hours=2))
    is_due(topic)
    assert topic.is_removed


@pytest.mark.parametrize("loss", ["permission", "suspended", "closed"])
def test_who_lost_the_right_to_it_does_nothing_any_more(loss, as_, mod, topic):
    set_timer(as_(mod), topic, act_then="lock", at=soon(hours=2))
    if loss == "permission":
        mod.groups.clear()
    elif loss == "suspended":
        type(mod).objects.filter(pk=mod.pk).update(suspended_until=timezone.now() + timedelta(days=9))
    else:
        type(mod).objects.filter(pk=mod.pk).update(closed_at=timezone.now())
    is_due(topic)
    assert not topic.is_locked
    assert topic.timer_at is None
    assert LogEntry.objects.latest("pk").act == "timer-lapsed"


def test_a_board_that_is_gone_takes_nothing(as_, root, topic):
    other = opened("Other", "public")
    set_timer(as_(root), topic, act_then="move", board=other.pk, at=soon(hours=2))
    other.grants.all().delete()
    other.delete()
    is_due(topic)
    assert (topic.board.name, topic.timer_at) == ("General", None)


def test_nobody_sets_a_timer_where_they_may_not_act(as_, ben, mod, topic, members_board):
    assert set_timer(as_(ben), topic, act_then="lock", at=soon(hours=2)).status_code == 403
    sent = {"act_then": "move", "board": members_board.pk, "at": soon(hours=2)}
    assert set_timer(as_(mod), topic, **sent).status_code == 422
    topic.refresh_from_db()
    assert topic.timer_at is None


@pytest.mark.parametrize(
    "sent",
    [
        {"act_then": "lock"},
        {"act_then": "lock", "at": "2001-01-01T00:00"},
        {"act_then": "lock", "days": "0"},
        {"act_then": "lock", "at": "2090-01-01T00:00", "days": "3"},
        {"act_then": "move", "days": "3"},
        {"act_then": "pin", "days": "3"},
        {"act_then": "remove", "days": "3", "reason": ""},
    ],
)
def test_nonsense_comes_back(sent, as_, root, topic):
    assert set_timer(as_(root), topic, **sent).status_code == 422
    topic.refresh_from_db()
    assert topic.timer_at is None


def test_a_timer_is_cancelled_and_brought_back_by_undo(as_, mod, topic):
    set_timer(as_(mod), topic, act_then="lock", days="3")
    topic.refresh_from_db()
    before = topic.timer
    timers.cancelling(mod, topic)
    is_due(topic)
    assert (topic.timer, topic.is_locked) == (None, False)
    Topic.objects.update(timer_at=None)
    assert undoing.undo(mod, LogEntry.objects.get(act="cancel-timer"))
    topic.refresh_from_db()
    assert topic.timer == before
    assert undoing.undo(mod, LogEntry.objects.filter(act="set-timer").latest("pk"))
    topic.refresh_from_db()
    assert topic.timer is None
