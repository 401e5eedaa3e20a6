"""A mail waits. What leaves the board or loses the tag that its reader follows meanwhile is not mailed because of these."""

import pytest

from forum.boards.presets import Preset
from forum.follows import following
from forum.follows.models import Level
from forum.jobs.running import run_due
from forum.moderation import topic_acts
from forum.notifications.models import Delivery
from forum.topics.models import Tag
from tests.conftest import opened
from tests.mail.outgoing import mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="Glue", slug="glue")


@pytest.fixture
def elsewhere(db):
    return opened("Elsewhere", Preset.PUBLIC)


@pytest.fixture
def leave(root, tag, elsewhere):
    """leave(topic, "board") → the topic is on another board; "tag" → it has lost its tag; "no tag" → there is none."""

    def act(topic, left):
        while run_due():
            pass
        if left == "board":
            topic_acts.move(root, topic, board=elsewhere)
        elif left == "tag":
            topic.tags.remove(tag)
        else:
            tag.delete()

    return act


@pytest.mark.parametrize("left", ["board", "tag", "no tag"])
@pytest.mark.parametrize("level", [Level.EVERY, Level.FIRST])
def test_it_is_not_mailed_because_of_what_it_has_left(left, level, ada, eve, board, tag, start, leave, work):
    following.follow(eve, board if left == "board" else tag, level)
    leave(start(ada, board, title="Of glue", tags=[tag]), left)
    work()
    assert mailed(eve) == []


def test_the_next_one_is_mailed_to_who_wants_the_first_only(ada, eve, board, tag, start, leave, work):
    following.follow(eve, board, Level.FIRST)
    gone = start(ada, board, title="Of glue")
    start(ada, board, title="Of wood")
    leave(gone, "board")
    work()
    [message] = mailed(eve)
    assert message.subject == "Of wood"


@pytest.mark.parametrize("left", ["board", "tag"])
def test_what_else_tells_of_it_at_once_is_named_instead(left, ada, eve, board, tag, start, leave, work):
    following.follow(eve, tag, Level.EVERY)
    following.follow(eve, board, Level.EVERY)
    leave(start(ada, board, title="Of glue", tags=[tag]), left)
    work()
    [message] = mailed(eve)
    assert f"you follow the {'tag “Glue”' if left == 'board' else 'board “General”'}" in message.body


def test_who_stops_one_of_two_follows_is_mailed_by_the_other(ada, eve, board, tag, start, work):
    following.follow(eve, tag, Level.EVERY)
    following.follow(eve, board, Level.EVERY)
    start(ada, board, title="Of glue", tags=[tag])
    while run_due():
        pass
    following.unfollow(eve, tag)
    work()
    [message] = mailed(eve)
    assert "you follow the board “General”" in message.body
    assert Delivery.objects.filter(member=eve, channel="mail", state="sent").count() == 1
