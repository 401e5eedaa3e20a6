"""What is muted is in no mail, at once or in a digest, whatever else of it is followed and whenever it was muted."""

from datetime import timedelta

import pytest
from django.core import mail

from forum.boards.presets import Preset
from forum.follows import following
from forum.follows.models import Level
from forum.jobs.running import run_due
from forum.topics.models import Tag
from tests.conftest import opened
from tests.mail.conftest import NOON

pytestmark = pytest.mark.django_db

TOMORROW = NOON + timedelta(days=1)
PAIRS = [("board", "tag"), ("board", "person"), ("tag", "board"), ("person", "board"), ("person", "tag")]


@pytest.fixture
def things(ada, board):
    return {"board": board, "person": ada, "tag": Tag.objects.create(name="Glue", slug="glue")}


@pytest.mark.parametrize(("followed", "muted"), PAIRS)
def test_a_digest_leaves_out_what_is_muted_though_something_else_tells_of_it(
    followed, muted, ada, ben, eve, board, things, start, sum_up, clock
):
    following.follow(eve, things[followed], Level.DAILY)
    following.mute(eve, things[muted])
    clock.shift(60)
    start(ada, board, title="Of glue", tags=[things["tag"]])
    assert sum_up(TOMORROW) == []


def test_the_best_of_the_rest_leaves_out_every_muted_thing(
    ada, ben, eve, board, topic, things, start, say, sum_up, clock
):
    following.follow(eve, topic, Level.DAILY)
    following.mute(eve, things["tag"])
    clock.shift(60)
    start(ben, board, title="Of glue", tags=[things["tag"]])
    start(ben, board, title="Of wood")
    say(ben, topic)
    [message] = sum_up(TOMORROW)
    assert "Of wood" in message.body
    assert "Of glue" not in message.body


@pytest.mark.parametrize("level", [Level.EVERY, Level.WEEKLY, Level.SITE])
@pytest.mark.parametrize("followed", ["board", "tag", "person"])
def test_the_best_of_the_rest_leaves_out_what_is_told_at_another_level(
    followed, level, ada, ben, eve, topic, things, start, say, sum_up, clock
):
    following.follow(eve, topic, Level.DAILY)
    following.follow(eve, things[followed], level)
    clock.shift(60)
    start(ada, things["board"], title="Of glue", tags=[things["tag"]])
    start(ben, opened("Elsewhere", Preset.PUBLIC), title="Of wood")
    say(ben, topic)
    [message] = sum_up(TOMORROW)
    assert "Of wood" in message.body
    assert "Of glue" not in message.body


@pytest.mark.parametrize("muted", ["board", "tag", "person"])
def test_what_is_muted_before_its_mail_goes_out_is_not_mailed(
    muted, ada, ben, eve, board, things, start, work
):
    other = Tag.objects.create(name="Wood", slug="wood")
    following.follow(eve, other, Level.EVERY)
    start(ada, board, title="Of glue", tags=[things["tag"], other])
    while run_due():
        pass
    following.mute(eve, things[muted])
    work()
    assert mail.outbox == []


def test_a_topic_followed_itself_is_in_the_digest_of_a_muted_board(ben, eve, topic, say, sum_up, clock):
    following.follow(eve, topic, Level.DAILY)
    following.mute(eve, topic.board)
    clock.shift(60)
    say(ben, topic, "Still told.")
    [message] = sum_up(TOMORROW)
    assert topic.title in message.body


def test_of_followers_who_see_the_same_each_is_asked_for_themselves(ada, ben, topic, followers, say, work):
    one, muting, ignoring, gone = followers(topic, 4)
    say(ben, topic)
    run_due()
    following.mute(muting, topic.board)
    following.unfollow(muting, topic)
    following.mute(ignoring, ben)
    gone.is_active = False
    gone.save()
    work()
    assert [message.to for message in mail.outbox] == [[one.email]]
