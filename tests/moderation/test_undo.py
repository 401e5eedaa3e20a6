from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.bans.models import Ban
from forum.moderation import acts, member_acts, post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.moderation.undoing import undo, undoable
from tests.admin.conftest import last_entry


def test_the_later_of_an_act_and_its_opposite_can_be_undone_and_ending_sessions_cannot(
    mod, eve, ben, topic, say
):
    post = say(ben, topic)
    things = {"topic": {"topic": topic}, "post": {"topic": topic, "post": post}, "member": {"member": eve}}
    things["ban"] = {"ban": Ban.objects.create(kind="name", pattern="x", reason="y", by=mod)}
    newest = [
        LogEntry.objects.create(act=act.name, by=mod, **things[act.on.name]) for act in acts.TABLE.values()
    ]
    of_the_forum = {*topic_acts.ACTS, *post_acts.ACTS, *member_acts.ACTS}
    undone = {acts.of(entry) for entry in newest if entry.pk in undoable(newest)} & of_the_forum
    assert undone == {
        topic_acts.unpin, topic_acts.unlock, topic_acts.move, topic_acts.restore, post_acts.restore,
        post_acts.editing,
        member_acts.lift_suspension,
    }  # fmt: skip


@pytest.mark.parametrize("act", [topic_acts.lock, topic_acts.pin, topic_acts.remove])
def test_undoing_puts_a_topic_back_and_is_logged(mod, topic, act):
    before = (topic.locked_at, topic.pinned_at, topic.removed_at)
    act(mod, topic, "hasty")
    assert undo(mod, last_entry()) is True
    topic.refresh_from_db()
    assert (topic.locked_at, topic.pinned_at, topic.removed_at) == before
    assert "hasty" in last_entry().reason
    assert LogEntry.objects.count() == 2


def test_undoing_an_undoing_does_it_again(mod, topic):
    topic_acts.lock(mod, topic, "hasty")
    undo(mod, last_entry())
    assert undo(mod, last_entry()) is True
    topic.refresh_from_db()
    assert topic.is_locked


def test_undoing_twice_is_undoing_once(mod, topic):
    topic_acts.lock(mod, topic, "hasty")
    entry = last_entry()
    assert undo(mod, entry) is True
    assert undo(mod, entry) is False
    topic.refresh_from_db()
    assert not topic.is_locked
    assert LogEntry.objects.count() == 2


def test_what_was_overtaken_is_not_undone(mod, topic):
    topic_acts.lock(mod, topic, "first")
    first = last_entry()
    topic_acts.unlock(mod, topic, "second")
    topic_acts.lock(mod, topic, "third")
    assert undo(mod, first) is False
    topic.refresh_from_db()
    assert topic.is_locked


def test_acts_on_another_state_overtake_nothing(mod, ben, topic, say):
    post = say(ben, topic)
    topic_acts.lock(mod, topic, "heated")
    locking = last_entry()
    topic_acts.pin(mod, topic, "important")
    post_acts.remove(mod, post, "rude")
    assert undoable([locking]) == {locking.pk}


def test_removing_a_post_and_removing_its_topic_are_undone_apart(mod, ben, topic, say):
    post = say(ben, topic)
    post_acts.remove(mod, post, "rude")
    on_post = last_entry()
    topic_acts.remove(mod, topic, "all of it")
    assert undo(mod, on_post) is True
    post.refresh_from_db()
    topic.refresh_from_db()
    assert not post.is_removed
    assert topic.is_removed


def test_a_moved_topic_goes_home_unless_it_was_moved_on(root, topic, board, members_board, staff_board):
    topic_acts.move(root, topic, "wrong place", board=members_board)
    first = last_entry()
    topic_acts.move(root, topic, "wrong too", board=staff_board)
    assert undo(root, first) is False
    assert undo(root, last_entry()) is True
    topic.refresh_from_db()
    assert topic.board == members_board


def test_undoing_needs_the_rights_of_the_opposite(mod, eve, topic):
    topic_acts.lock(mod, topic, "hasty")
    with pytest.raises(PermissionDenied):
        undo(eve, last_entry())
    topic.refresh_from_db()
    assert topic.is_locked


def test_an_undone_suspension_is_lifted(root, eve):
    member_acts.suspend(root, eve, "shouting", until=timezone.now() + timedelta(days=3))
    assert undo(root, last_entry()) is True
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_an_undone_extension_leaves_the_suspension_before_it(root, eve):
    until = timezone.now() + timedelta(days=3)
    member_acts.suspend(root, eve, "shouting", until=until)
    member_acts.suspend(root, eve, "still", until=until + timedelta(days=30))
    assert undo(root, last_entry()) is True
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")


def test_an_undone_lifting_suspends_again_while_the_time_lasts(root, eve):
    until = timezone.now() + timedelta(days=3)
    member_acts.suspend(root, eve, "shouting", until=until)
    member_acts.lift_suspension(root, eve, "sorry")
    lifting = last_entry()
    assert undo(root, lifting) is True
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")


def test_a_suspension_whose_time_has_passed_does_not_come_back(root, eve):
    eve.suspend(timezone.now() - timedelta(days=1), "long ago")
    member_acts.lift_suspension(root, eve, "tidying")
    assert undo(root, last_entry()) is False
    eve.refresh_from_db()
    assert eve.suspended_until is None
