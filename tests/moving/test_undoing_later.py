"""Undoing a move after the world has gone on: nothing is lost, and the page says what stays as it is."""

import pytest
from django.contrib.auth.models import Group

from forum.boards.models import Board, Grant
from forum.follows.models import Follow
from forum.moderation import post_acts
from forum.moderation.models import LogEntry
from forum.moderation.moving.merging import merge
from forum.moderation.moving.splitting import split
from forum.moderation.undoing import undo
from forum.posts import solving
from forum.posts.models import Post, Solution
from forum.topics.models import Topic
from tests.conftest import MODERATING, join, opened
from tests.moving.test_splitting import ids, is_whole, moved

UNDO, LOG = "/moderate/undo/", "/moderate/log/"


@pytest.fixture
def other(ben, board, topic, start):
    return start(ben, board, title="Much the same")


@pytest.fixture
def elsewhere(db):
    """Another board that everybody sees, and a moderator of it alone."""
    board, member = opened("Elsewhere", "public"), join("otto")
    member.groups.add(group := Group.objects.create(name="Keepers elsewhere"))
    Grant.objects.create(board=board, audience="group", group=group, verbs=MODERATING)
    return board, member


def undone(browser, *entries):
    return browser.post(UNDO, {"undo": [entry.pk for entry in entries]}, follow=True).text


def test_a_question_comes_back_solved_by_what_solved_it(as_, mod, ada, board, topic, posts):
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    solving.mark(ada, Post.objects.get(pk=posts[2].pk))
    entry = split(mod, topic, [post.pk for post in posts[:4]], title="The question")
    solving.mark(mod, Post.objects.get(pk=posts[5].pk))
    assert "Undone." in undone(as_(mod), entry)
    assert ids(topic) == [post.pk for post in posts]
    assert Solution.objects.get().post_id == posts[2].pk
    topic.refresh_from_db()
    assert topic.solved_at == Solution.objects.get().marked_at
    assert is_whole() == []


def test_a_question_that_comes_back_is_not_solved_by_an_answer_to_another(as_, mod, board, topic, posts):
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    entry = split(mod, topic, [post.pk for post in posts[:4]], title="The question")
    solving.mark(mod, Post.objects.get(pk=posts[5].pk))
    assert "Undone." in undone(as_(mod), entry)
    topic.refresh_from_db()
    assert not Solution.objects.exists()
    assert topic.solved_at is None
    assert is_whole() == []


@pytest.mark.parametrize("follows_there", [True, False])
def test_an_address_that_was_not_confirmed_is_not_by_undoing(mod, topic, other, follows_there):
    asked = Follow.objects.create(address="x@example.net", topic=other, state=Follow.State.UNCONFIRMED)
    if follows_there:
        Follow.objects.create(address="x@example.net", topic=topic, state=Follow.State.FOLLOWING)
    (entry,) = merge(mod, [other], topic)
    undo(mod, entry)
    asked.refresh_from_db()
    assert (asked.topic, asked.state) == (other, Follow.State.UNCONFIRMED)
    assert is_whole() == []


def test_what_is_not_back_and_what_stays_is_said(as_, mod, ada, topic, posts, say):
    browser = as_(mod)
    entry = split(mod, topic, [post.pk for post in posts[2:5]], title="Boats")
    new = moved(entry)
    say(ada, new, "Later")
    split(mod, new, [posts[3].pk], title="Ships")
    page = undone(browser, entry)
    assert "1 post isn’t back: it was moved on or deleted since." in page
    assert "1 later post stays in the topic that was made." in page
    whole = split(mod, topic, [posts[1].pk], title="All of it comes back")
    page = undone(browser, whole)
    assert "Undone." in page
    assert "stays" not in page
    assert "back:" not in page


def test_posts_that_were_in_the_other_topic_before_are_not_called_left_behind(as_, mod, topic, posts, other):
    entry = split(mod, topic, [posts[2].pk], target=other)
    assert "stay" not in undone(as_(mod), entry)


def test_why_it_is_not_undone_is_said(as_, mod, board, ada, topic, other, start):
    (first,) = merge(mod, [topic], other)
    third = start(ada, board, title="A third")
    merge(mod, [other], third)
    page = undone(as_(mod), first)
    assert "Nothing undone" in page
    assert "“Much the same” is removed or merged." in page
    assert Topic.objects.get(pk=topic.pk).is_merged


def test_two_merges_are_undone_by_one_press_whatever_their_order(as_, mod, board, ada, topic, other, start):
    third = start(ada, board, title="A third")
    before = [ids(each) for each in (topic, other, third)]
    (first,), (second,) = merge(mod, [topic], other), merge(mod, [other], third)
    assert "2 acts undone." in undone(as_(mod), first, second)
    assert [ids(each) for each in (topic, other, third)] == before
    assert is_whole() == []


def test_a_topic_does_not_lose_its_first_post_by_undoing(as_, mod, ada, topic, other, say):
    merge(mod, [other], topic)
    say(ada, topic, "Later")
    split(mod, topic, ids(topic)[:1], title="The old beginning")
    page = undone(as_(mod), LogEntry.objects.get(act="merge"))
    assert "begins with a post of the merged topic now" in page
    assert is_whole() == []


def test_moderators_of_both_boards_read_of_a_move_in_their_logs(as_, root, mod, topic, posts, elsewhere):
    board, otto = elsewhere
    post_acts.remove(mod, Post.objects.get(pk=posts[2].pk), "Rude words")
    entry = split(root, topic, [posts[2].pk, posts[3].pk], "Off the subject", title="New", board=board)
    for member in (mod, otto):
        assert "Off the subject" in as_(member).get(LOG).text
    # What was done to a post is for those who moderate where it is.
    assert "Rude words" in as_(otto).get(LOG).text
    assert "Rude words" not in as_(mod).get(LOG).text
    assert undo(root, entry)
    assert as_(otto).get(LOG).text.count("Off the subject") == 2
    assert "Rude words" in as_(mod).get(LOG).text
    split(root, topic, [posts[4].pk], "On one board", title="Newer")
    assert "On one board" not in as_(otto).get(LOG).text
    assert as_(mod).get(LOG).text.count("On one board") == 1


def test_of_a_hidden_board_they_read_neither_title_nor_name(
    as_, root, ada, topic, start, staff_board, elsewhere
):
    board, otto = elsewhere
    hidden, public = (
        start(root, staff_board, title="Secret boats"),
        start(ada, board, title="All about boats"),
    )
    merge(root, [hidden], public, "It is known now")
    page = as_(otto).get(LOG).text
    assert "It is known now" in page
    assert "Secret boats" not in page
    assert staff_board.name not in page


def test_a_topic_that_went_to_another_board_is_in_the_logs_of_both(
    as_, root, mod, topic, elsewhere, staff_board
):
    board, otto = elsewhere
    browser = as_(root)
    form = {"item": [topic.pk], "act": "move", "board": board.pk, "reason": "Over there", "confirm": "1"}
    browser.post("/moderate/selection/topics/", form)
    topic.refresh_from_db()
    assert topic.board == board
    for member in (mod, otto):
        assert "Over there" in as_(member).get(LOG).text
    browser.post("/moderate/selection/topics/", form | {"board": staff_board.pk, "reason": "Away"})
    for member in (mod, otto):
        assert "Away" not in as_(member).get(LOG).text
