from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.moderation import moderating, suspending
from forum.moderation.models import Act, LogEntry
from forum.moderation.undoing import undo, undoable


def last() -> LogEntry:
    return LogEntry.objects.order_by("-pk")[0]


def test_every_act_but_ending_sessions_and_editing_belongs_to_a_family(mod, topic):
    entries = [LogEntry(pk=n, act=act, by=mod, topic=topic) for n, act in enumerate(Act, start=1)]
    LogEntry.objects.bulk_create(entries)
    newest = {LogEntry.objects.get(pk=pk).act for pk in undoable(entries)}
    assert newest == {Act.UNLOCK, Act.UNPIN, Act.MOVE, Act.RESTORE, Act.UNSUSPEND}


@pytest.mark.parametrize("act", [moderating.lock, moderating.pin, moderating.remove])
def test_undoing_puts_a_topic_back_and_is_logged(mod, topic, act):
    before = (topic.locked_at, topic.pinned_at, topic.removed_at)
    act(mod, topic, "hasty")
    assert undo(mod, last()) is True
    topic.refresh_from_db()
    assert (topic.locked_at, topic.pinned_at, topic.removed_at) == before
    assert "hasty" in last().reason
    assert LogEntry.objects.count() == 2


def test_undoing_an_undoing_does_it_again(mod, topic):
    moderating.lock(mod, topic, "hasty")
    undo(mod, last())
    assert undo(mod, last()) is True
    topic.refresh_from_db()
    assert topic.is_locked


def test_undoing_twice_is_undoing_once(mod, topic):
    moderating.lock(mod, topic, "hasty")
    entry = last()
    assert undo(mod, entry) is True
    assert undo(mod, entry) is False
    topic.refresh_from_db()
    assert not topic.is_locked
    assert LogEntry.objects.count() == 2


def test_what_was_overtaken_is_not_undone(mod, topic):
    moderating.lock(mod, topic, "first")
    first = last()
    moderating.unlock(mod, topic, "second")
    moderating.lock(mod, topic, "third")
    assert undo(mod, first) is False
    topic.refresh_from_db()
    assert topic.is_locked


def test_acts_on_another_state_overtake_nothing(mod, ben, topic, say):
    post = say(ben, topic)
    moderating.lock(mod, topic, "heated")
    locking = last()
    moderating.pin(mod, topic, "important")
    moderating.remove_post(mod, post, "rude")
    assert undoable([locking]) == {locking.pk}


def test_removing_a_post_and_removing_its_topic_are_undone_apart(mod, ben, topic, say):
    post = say(ben, topic)
    moderating.remove_post(mod, post, "rude")
    on_post = last()
    moderating.remove(mod, topic, "all of it")
    assert undo(mod, on_post) is True
    post.refresh_from_db()
    topic.refresh_from_db()
    assert not post.is_removed
    assert topic.is_removed


def test_a_moved_topic_goes_home_unless_it_was_moved_on(root, topic, board, members_board, staff_board):
    moderating.move(root, topic, members_board, "wrong place")
    first = last()
    moderating.move(root, topic, staff_board, "wrong too")
    assert undo(root, first) is False
    assert undo(root, last()) is True
    topic.refresh_from_db()
    assert topic.board == members_board


def test_undoing_needs_the_rights_of_the_opposite(mod, eve, topic):
    moderating.lock(mod, topic, "hasty")
    with pytest.raises(PermissionDenied):
        undo(eve, last())
    topic.refresh_from_db()
    assert topic.is_locked


def test_an_undone_suspension_is_lifted(root, eve):
    suspending.suspend(root, eve, timezone.now() + timedelta(days=3), "shouting")
    assert undo(root, last()) is True
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_an_undone_extension_leaves_the_suspension_before_it(root, eve):
    until = timezone.now() + timedelta(days=3)
    suspending.suspend(root, eve, until, "shouting")
    suspending.suspend(root, eve, until + timedelta(days=30), "still")
    assert undo(root, last()) is True
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")


def test_an_undone_lifting_suspends_again_while_the_time_lasts(root, eve):
    until = timezone.now() + timedelta(days=3)
    suspending.suspend(root, eve, until, "shouting")
    suspending.lift_suspension(root, eve, "sorry")
    lifting = last()
    assert undo(root, lifting) is True
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")


def test_a_suspension_whose_time_has_passed_does_not_come_back(root, eve):
    eve.suspend(timezone.now() - timedelta(days=1), "long ago")
    suspending.lift_suspension(root, eve, "tidying")
    assert undo(root, last()) is False
    eve.refresh_from_db()
    assert eve.suspended_until is None
