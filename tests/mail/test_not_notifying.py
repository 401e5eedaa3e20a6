"""Who is not told of a post, beside somebody who is."""

import pytest

from forum.follows import following
from forum.follows.models import Level
from forum.moderation import post_acts
from forum.notifications.models import Delivery, Notification
from tests.conftest import join
from tests.mail.outgoing import mailed, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    """Staff, who reads what staff read."""
    return join("clerk", is_staff=True)


def test_nobody_is_told_of_what_they_wrote_or_said_to_themselves(ada, nia, topic, say, work):
    for member in (ada, nia):
        following.follow(member, topic, Level.EVERY)
    own = say(ada, topic, "@ada")
    say(ada, topic, f"> @ada [wrote](/p/{own.pk}/):\n>\n> x\n\n@ada", reply_to=own)
    work()
    assert (told(ada), mailed(ada)) == ([], [])
    assert told(nia) == ["reply"]


def test_an_ignored_member_tells_nothing_in_any_way(ada, ben, nia, topic, say, work):
    own = say(ada, topic, "Mine.")
    for member in (ada, nia):
        following.follow(member, topic, Level.EVERY)
    following.mute(ada, ben)
    say(ben, topic, f"> @ada [wrote](/p/{own.pk}/):\n>\n> Mine.\n\n@ada", reply_to=own)
    following.follow(ben, ada)
    work()
    assert (told(ada), mailed(ada)) == ([], [])
    assert told(nia) == ["reply"]


@pytest.mark.parametrize("muted", ["topic", "board"])
def test_what_is_muted_tells_nothing_not_even_a_mention(muted, ben, eve, nia, topic, say, work):
    following.mute(eve, topic if muted == "topic" else topic.board)
    say(ben, topic, "@eve @nia")
    work()
    assert (told(eve), mailed(eve)) == ([], [])
    assert (told(nia), len(mailed(nia))) == (["mention"], 1)


def test_a_topic_that_is_followed_on_a_muted_board_is_told(ben, eve, topic, say, work):
    following.mute(eve, topic.board)
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    work()
    assert told(eve) == ["reply"]


def test_who_may_not_see_the_post_is_never_told(root, eve, clerk, start, staff_board, say, work):
    hidden = start(root, staff_board, title="Keys")
    quoted = say(root, hidden, "x")
    say(root, hidden, "@eve @clerk", reply_to=quoted)
    work()
    assert told(clerk) == ["mention"]
    assert (told(eve), mailed(eve)) == ([], [])
    assert not Delivery.objects.filter(member=eve).exists()


def test_a_removed_post_is_not_told_of(ben, eve, mod, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    post_acts.remove(mod, say(ben, topic), "x")
    kept = say(ben, topic)
    work()
    notification = Notification.objects.get(member=eve)
    assert (notification.post, notification.count) == (kept, 1)


def test_whoever_began_to_follow_after_the_post_is_not_told_of_it(ben, eve, nia, topic, say, work):
    following.follow(nia, topic, Level.EVERY)
    say(ben, topic)
    following.follow(eve, topic, Level.EVERY)
    work()
    assert told(eve) == []
    assert told(nia) == ["reply"]


def test_whoever_has_read_the_post_already_is_not_told_of_it(as_, ben, eve, nia, topic, say, work):
    for member in (eve, nia):
        following.follow(member, topic, Level.EVERY)
    say(ben, topic)
    as_(eve).get(topic.get_absolute_url())
    work()
    assert (told(eve), mailed(eve)) == ([], [])
    assert (told(nia), len(mailed(nia))) == (["reply"], 1)


def test_muting_somebody_is_not_told_to_them(ada, ben, work):
    following.mute(ben, ada)
    work()
    assert told(ada) == []
    following.follow(ben, ada)
    work()
    assert told(ada) == ["followed"]
