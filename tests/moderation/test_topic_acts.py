import pytest
from django.core.exceptions import PermissionDenied

from forum.boards.models import Board, keep_permissions
from forum.jobs.models import Job
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry

PAIRS = [
    (topic_acts.lock, topic_acts.unlock, "is_locked"),
    (topic_acts.pin, topic_acts.unpin, "is_pinned"),
    (topic_acts.remove, topic_acts.restore, "is_removed"),
]


@pytest.mark.parametrize(("do", "undo", "state"), PAIRS)
def test_an_act_and_its_opposite_change_the_state_and_back(mod, topic, do, undo, state):
    assert do(mod, topic, "because") is True
    topic.refresh_from_db()
    assert getattr(topic, state)
    assert undo(mod, topic, "because not") is True
    topic.refresh_from_db()
    assert not getattr(topic, state)


@pytest.mark.parametrize(("do", "undo", "state"), PAIRS)
def test_an_act_done_twice_is_logged_once(mod, topic, do, undo, state):
    do(mod, topic, "because")
    assert do(mod, topic, "because") is False
    assert LogEntry.objects.filter(topic=topic, by=mod, reason="because").count() == 1
    assert Job.objects.filter(name="topic.moderated", payload__topic_id=topic.pk).count() == 1


@pytest.mark.parametrize(("do", "undo", "state"), PAIRS)
def test_an_act_makes_a_new_version_of_the_topic(mod, topic, do, undo, state):
    before = topic.version
    do(mod, topic)
    topic.refresh_from_db()
    assert topic.version > before


@pytest.mark.parametrize("act", [act for pair in PAIRS for act in pair[:2]])
def test_who_does_not_moderate_the_board_may_not(eve, ada, topic, act):
    for member in (eve, ada):
        with pytest.raises(PermissionDenied):
            act(member, topic)
    assert not LogEntry.objects.exists()


def test_a_right_that_was_taken_away_meanwhile_is_gone(mod, topic):
    keep_permissions(mod)
    assert topic in type(topic).objects.visible_to(mod)
    mod.groups.clear()
    with pytest.raises(PermissionDenied):
        topic_acts.lock(mod, topic)


def test_moderating_without_seeing_is_nothing(mod, board, topic):
    board.parent = Board.objects.create(name="Above", slug="above")
    board.parent.grants.create(audience="staff", verbs=["see"])
    board.save(update_fields=["parent"])
    with pytest.raises(PermissionDenied):
        topic_acts.lock(mod, topic)


def test_a_topic_is_moved_where_the_mover_moderates_both_ends(root, topic, members_board):
    assert topic_acts.move(root, topic, "belongs there", board=members_board) is True
    topic.refresh_from_db()
    assert topic.board == members_board
    entry = LogEntry.objects.get()
    assert (entry.act, entry.reason) == ("move", "belongs there")
    assert Job.objects.filter(name="topic.moved").count() == 1


def test_a_topic_is_not_carried_off_to_a_board_one_does_not_moderate(mod, topic, members_board):
    with pytest.raises(PermissionDenied):
        topic_acts.move(mod, topic, board=members_board)
    topic.refresh_from_db()
    assert topic.board != members_board


def test_a_topic_is_not_fetched_from_a_board_one_does_not_moderate(mod, ada, start, board, members_board):
    foreign = start(ada, members_board)
    with pytest.raises(PermissionDenied):
        topic_acts.move(mod, foreign, board=board)


def test_a_topic_is_not_moved_to_a_board_that_only_gathers_others(root, topic, members_board):
    members_board.takes_topics = False
    members_board.save(update_fields=["takes_topics"])
    with pytest.raises(PermissionDenied):
        topic_acts.move(root, topic, board=members_board)


def test_moving_to_where_it_stands_is_nothing(root, topic, board):
    assert topic_acts.move(root, topic, board=board) is False
    assert not LogEntry.objects.exists()


def test_an_endless_reason_is_cut(mod, topic):
    topic_acts.lock(mod, topic, "x" * 9_000)
    assert len(LogEntry.objects.get().reason) == 500
