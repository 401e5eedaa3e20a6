"""A reply meets a moderator (K3): it is either there before the act, or it is refused and its author keeps the text."""

import math
import time
import uuid
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.boards.presets import Preset, apply_preset
from forum.markup import Options
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from tests.plumbing.thoroughness import all_or
from tests.races.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

INTERLEAVINGS = all_or(50, 16)
SENT_INTERLEAVINGS = all_or(10, 6)
SPREAD = 0.008  # seconds by which either side starts before the other, at most


def delays(number):
    """Seconds by which the reply waits for the act or, below zero, the act for the reply.

    The last two are infinite: one after the other, so that both outcomes are seen however busy the machine is.
    """
    steps = [SPREAD * (2 * step / (number - 3) - 1) for step in range(number - 2)]
    return [*steps, -math.inf, math.inf]


def race(reply, act, delay):
    """Run both, the reply `delay` seconds after the act; answer what the reply came to."""
    if math.isinf(delay):
        first, second = (reply, act) if delay < 0 else (act, reply)
        outcomes = at_once([first]) + at_once([second])
        said, acted = outcomes if delay < 0 else reversed(outcomes)
    else:
        said, acted = at_once([after(delay, reply), after(-delay, act)])
    assert not isinstance(acted, Exception), acted
    return said


def after(seconds, call):
    def run():
        time.sleep(max(seconds, 0))
        return call()

    return run


@pytest.fixture(scope="module")
def text():
    return render_text("Just before the door closes.", options=Options())


@pytest.fixture
def outcomes(crowd, topics, text):
    """outcomes(act, inspect, refusal): race for each of many topics; both outcomes must have been seen."""

    def run(act, inspect, refusal):
        members, seen = crowd(INTERLEAVINGS), set()
        for member, topic, delay in zip(members, topics(INTERLEAVINGS), delays(INTERLEAVINGS), strict=True):
            reply = partial(publishing.reply, topic, Submission(member, text, uuid.uuid4().hex))
            said = race(reply, partial(act, topic), delay)
            written = list(topic.posts.filter(author=member))
            assert isinstance(said, refusal) != bool(written), said
            topic.refresh_from_db()
            inspect(topic, written)
            seen.add(type(said))
        assert seen == {Post, refusal}

    return run


def test_no_reply_comes_after_the_lock(root, outcomes):
    def inspect(topic, written):
        assert all(post.created_at <= topic.locked_at for post in written)

    outcomes(lambda topic: topic_acts.lock(root, topic, "Enough."), inspect, publishing.NotAllowedNow)


def test_no_reply_comes_after_the_removal(root, outcomes):
    def inspect(topic, written):
        assert all(post.created_at <= topic.removed_at for post in written)
        assert not Post.objects.filter(topic=topic).visible_to(AnonymousUser()).exists()

    outcomes(lambda topic: topic_acts.remove(root, topic, "Spam."), inspect, publishing.NotAllowedNow)


def seen_by_a_visitor(topic):
    return Post.objects.filter(topic=topic).visible_to(AnonymousUser()).exists()


def test_a_topic_taken_to_the_staff_takes_its_last_reply_along(root, staff_board, outcomes):
    def move(topic):
        topic_acts.move(root, topic, "Not for everyone.", board=staff_board)
        # At this moment the reply may be waiting, or be about to be saved.
        assert not seen_by_a_visitor(topic)

    def inspect(topic, written):
        moved = LogEntry.objects.get(topic=topic, act="move")
        assert all(post.created_at <= moved.created_at for post in written)
        assert not seen_by_a_visitor(topic)

    # Those who do not see the board the topic is on now are told no more than that it is closed to them.
    outcomes(move, inspect, publishing.NotAllowedNow)


def test_a_topic_taken_to_other_readers_gets_no_reply_meant_for_the_first(root, members_board, outcomes):
    def inspect(topic, written):
        moved = LogEntry.objects.get(topic=topic, act="move")
        assert all(post.created_at <= moved.created_at for post in written)

    outcomes(
        lambda topic: topic_acts.move(root, topic, "Off to the lounge.", board=members_board),
        inspect,
        publishing.Moved,
    )


# A reply that was looked at before the board was closed may still be saved just after: nobody can tell it from one
# that came before, because it is on the closed board too.
def test_a_board_made_private_shows_outsiders_nothing_of_the_last_reply(board, outcomes):
    def close(topic):
        apply_preset(board, Preset.STAFF)
        assert not seen_by_a_visitor(topic)

    def inspect(topic, written):
        assert not seen_by_a_visitor(topic)
        apply_preset(board, Preset.PUBLIC)

    outcomes(close, inspect, publishing.NotAllowedNow)


CLOSING = {
    "lock": lambda root, topic, other: topic_acts.lock(root, topic, "Enough."),
    "remove": lambda root, topic, other: topic_acts.remove(root, topic, "Spam."),
    "move": lambda root, topic, other: topic_acts.move(root, topic, "Off to the lounge.", board=other),
    "hide": lambda root, topic, other: topic_acts.move(root, topic, "Not for everyone.", board=other),
    "close the board": lambda root, topic, other: apply_preset(topic.board, Preset.STAFF),
}


@pytest.mark.parametrize("closing", CLOSING)
def test_the_refused_author_keeps_the_text(closing, root, crowd, topics, members_board, staff_board, as_):
    other = staff_board if closing == "hide" else members_board
    seen = set()
    members, delayed = crowd(SENT_INTERLEAVINGS), delays(SENT_INTERLEAVINGS)
    for member, topic, delay in zip(members, topics(SENT_INTERLEAVINGS), delayed, strict=True):
        sent = {"body": f"Kept in spite of {delay}", "key": uuid.uuid4().hex, "board": topic.board_id}
        browser = as_(member)
        reply = partial(browser.post, f"{topic.get_absolute_url()}reply/", sent)
        answer = race(reply, partial(CLOSING[closing], root, topic, other), delay)
        written = topic.posts.filter(author=member).count()
        assert (answer.status_code, written) in {(303, 1), (403, 0), (404, 0), (409, 0), (410, 0)}
        assert answer.status_code == 303 or sent["body"] in answer.content.decode()
        seen.add(written)
        apply_preset(topic.board, Preset.PUBLIC)
    assert seen == {0, 1}
