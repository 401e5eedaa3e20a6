"""Who is told of a post, by bell and mail: once, and for the strongest reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.follows import following
from forum.follows.models import FollowPreference, Level
from forum.mail import sending
from forum.moderation import post_acts, topic_acts
from forum.notifications import notifying
from forum.notifications.channels import Channel
from forum.notifications.forgetting import forget_deliveries
from forum.notifications.models import Delivery, FanOut, Notification, NotificationPreference
from forum.posts import revising
from forum.posts.post_text import render_text
from forum.topics.models import Tag
from tests.mail.outgoing import mailed, told

pytestmark = pytest.mark.django_db


def test_a_follower_is_told_of_a_reply_by_bell_and_mail(ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    post = say(ben, topic)
    work()
    notification = Notification.objects.get(member=eve)
    assert (notification.kind, notification.post, notification.actor, notification.count) == (
        "reply",
        post,
        ben,
        1,
    )
    assert len(mailed(eve)) == 1


def test_the_follower_of_all_of_it_who_is_mentioned_and_quoted_is_told_once(
    ada, ben, topic, say, work, board
):
    own = say(ben, topic, "My words.")
    for thing in (topic, board, ada):
        following.follow(ben, thing, Level.EVERY)
    say(
        ada,
        topic,
        f"> @ben [wrote](/p/{own.pk}/):\n>\n> My words.\n\n@ben is right.",
        reply_to=own,
        follow=True,
    )
    work()
    assert told(ben) == ["mention"]
    assert len(mailed(ben)) == 1
    assert "You’re receiving this because someone mentioned you." in mailed(ben)[0].body
    assert told(ada) == ["followed"]  # of ben, and of nothing she said herself
    assert mailed(ada) == []


@pytest.mark.parametrize(
    ("kind", "said"), [("board", "in_board"), ("tag", "in_tag"), ("person", "by_person")]
)
def test_a_new_topic_is_told_to_who_follows_its_board_tag_or_author(
    kind, said, ada, eve, board, start, say, work
):
    tag = Tag.objects.create(name="Bicycles", slug="bicycles")
    thing = {"board": board, "tag": tag, "person": ada}[kind]
    following.follow(eve, thing, Level.EVERY)
    topic = start(ada, board, tags=[tag])
    work()
    assert told(eve) == [said]
    assert len(mailed(eve)) == 1
    say(ada, topic)
    work()
    assert len(mailed(eve)) == 1  # what is said there is told to who follows the topic


def test_of_three_follows_the_strongest_is_named_and_there_is_one_mail(ada, eve, board, start, work):
    tags = [Tag.objects.create(name=name, slug=name) for name in ("one", "two")]
    for thing in (board, *tags, ada):
        following.follow(eve, thing, Level.EVERY)
    start(ada, board, tags=tags)
    work()
    assert told(eve) == ["by_person"]
    assert len(mailed(eve)) == 1


def test_a_second_reply_raises_the_notification_instead_of_adding_one(ben, ada, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    first = say(ben, topic)
    say(ada, topic, "Thanks.")
    work()
    notification = Notification.objects.get(member=eve)
    assert (notification.count, notification.post, notification.actor) == (2, first, ada)


def test_after_reading_a_new_reply_is_a_new_notification(as_, ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    work()
    Notification.objects.update(read_at=timezone.now())
    say(ben, topic, "Once more.")
    work()
    assert sorted(Notification.objects.values_list("count", flat=True)) == [1, 1]


def test_a_stronger_reason_takes_over_an_unread_notification_and_a_weaker_one_does_not(
    ben, eve, topic, say, work
):
    following.follow(eve, topic, Level.EVERY)
    for body in ("One.", "@eve look.", "Three."):
        say(ben, topic, body)
        work()
    notification = Notification.objects.get(member=eve)
    assert (notification.kind, notification.count) == ("mention", 3)


LEVELS = [
    (Level.EVERY, 2),
    (Level.FIRST, 1),
    (Level.DAILY, 0),
    (Level.WEEKLY, 0),
    (Level.SITE, 0),
]


@pytest.mark.parametrize(("level", "mails"), LEVELS)
def test_each_level_rings_the_bell_and_mails_as_it_says(level, mails, ben, eve, topic, say, work):
    following.follow(eve, topic, level)
    for _reply in range(2):
        say(ben, topic)
        work()
    assert told(eve) == ["reply"]
    assert len(mailed(eve)) == mails


def test_the_first_until_i_return_comes_again_after_a_visit(as_, ben, eve, topic, say, work):
    following.follow(eve, topic, Level.FIRST)
    for _reply in range(2):
        say(ben, topic)
        work()
    assert len(mailed(eve)) == 1
    as_(eve).get(topic.get_absolute_url())
    for _reply in range(2):
        say(ben, topic)
        work()
    assert len(mailed(eve)) == 2


def test_a_first_mail_that_was_not_sent_lets_the_next_one_through(
    ben, eve, mod, topic, say, work, monkeypatch
):
    following.follow(eve, topic, Level.FIRST)
    post = say(ben, topic)
    with monkeypatch.context() as patch:
        patch.setattr(sending.Sender, "claim", lambda _sender: [])
        work()
    post_acts.remove(mod, post, "x")
    work()
    assert mailed(eve) == []
    say(ben, topic)
    work()
    assert len(mailed(eve)) == 1


def test_preferences_choose_the_kind_and_the_way(ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    NotificationPreference.objects.create(
        member=eve, choices={"mention": {"mail": False, "bell": False}, "reply": {"bell": False}}
    )
    say(ben, topic, "@eve")
    work()
    assert told(eve) == []
    assert "because you follow the topic" in mailed(eve)[0].body


def test_a_quiet_member_gets_no_mail_and_finds_the_notification(ben, eve, topic, say, work):
    NotificationPreference.objects.create(member=eve, is_quiet=True)
    say(ben, topic, "@eve")
    work()
    assert (told(eve), mailed(eve)) == (["mention"], [])


def test_a_mention_that_is_edited_in_is_told_once(ben, eve, topic, say, work):
    post = say(ben, topic, "Hello.")
    work()
    for base, body in enumerate(("Hello @eve.", "Hello @eve!"), 1):
        revising.revise(ben, post, render_text(body), base=base)
        work()
    assert told(eve) == ["mention"]
    assert len(mailed(eve)) == 1
    assert Notification.objects.get().count == 1


def test_a_follower_of_mine_is_told_to_me_by_name_unless_they_hide_it(ada, ben, eve, work):
    following.follow(ben, ada)
    FollowPreference.objects.create(member=eve, is_shown=False)
    work()
    assert Notification.objects.get(member=ada).actor == ben
    following.follow(eve, ada)
    work()
    notification = Notification.objects.get(member=ada)
    assert (notification.kind, notification.count, notification.actor) == ("followed", 2, None)


ACTS = [("remove", 1), ("restore", 1), ("lock", 1), ("unlock", 1), ("pin", 0)]


@pytest.mark.parametrize(("act", "notifications"), ACTS)
def test_an_author_is_told_what_a_moderator_did_to_their_topic(act, notifications, ada, mod, topic, work):
    before = {"restore": "remove", "unlock": "lock"}.get(act)
    if before:
        getattr(topic_acts, before)(mod, topic, "x")
        work()
        Notification.objects.all().delete()
    getattr(topic_acts, act)(mod, topic, "x")
    work()
    assert told(ada) == ["moderated"] * notifications


def test_a_moderator_is_not_told_of_their_own_acts(mod, board, start, work):
    topic_acts.lock(mod, start(mod, board), "x")
    work()
    assert told(mod) == []


def test_an_act_on_a_removed_post_is_mailed_to_its_author_with_a_way_to_see_it(ben, mod, topic, say, work):
    post_acts.remove(mod, say(ben, topic), "x")
    work()
    [message] = mailed(ben)
    assert message.subject == f"A moderator removed your post in “{topic.title}”"


def test_telling_twice_tells_once(ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    post = say(ben, topic, "@eve")
    work()
    for _again in range(2):
        notifying.notify_of_post(post_id=post.pk, mentions=["eve"])
    FanOut.objects.update(done_at=None, cursor=0)
    notifying.notify_of_post(post_id=post.pk, mentions=["eve"])
    assert Notification.objects.get().count == 1
    assert Delivery.objects.filter(member=eve).count() == 2


def test_telling_goes_on_where_it_was_stopped(ben, topic, say, followers, monkeypatch):
    monkeypatch.setattr(notifying, "BATCH", 10)
    followers(topic, 35)
    post = say(ben, topic)
    audience = notifying.audience_of(post.pk, (), ())
    notifying.notify_batch(audience)
    assert Delivery.objects.filter(channel=Channel.MAIL).count() == 10
    notifying.notify_of_post(post_id=post.pk)
    assert Delivery.objects.filter(channel=Channel.MAIL).count() == 35
    assert FanOut.objects.get().done_at is not None


def test_telling_takes_the_same_queries_for_one_follower_and_for_many(ben, start, board, say, followers):
    counts = []
    for size in (1, notifying.BATCH - 1):
        topic = start(ben, board, title=f"{size} follow")
        followers(topic, size)
        post = say(ben, topic)
        with CaptureQueriesContext(connection) as queries:
            notifying.notify_of_post(post_id=post.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_reply_takes_the_same_queries_with_one_follower_and_with_a_thousand(
    as_, ada, board, start, followers, warm
):
    counts = []
    for size in (1, 1000):
        topic = start(ada, board, title=f"{size} follow")
        followers(topic, size)
        warm()
        browser = as_(ada)
        with CaptureQueriesContext(connection) as queries:
            sent = {"body": "x", "key": f"k{size}", "board": topic.board_id}
            assert browser.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_old_deliveries_are_forgotten_and_those_that_failed_or_wait_are_kept(ben, work):
    long_ago = timezone.now() - Delivery.KEPT_FOR - timedelta(days=1)
    for state in Delivery.State.values:
        Delivery.objects.create(
            member=ben, key=state, channel="mail", kind="moderated", state=state, done_at=long_ago
        )
    assert forget_deliveries() == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting", "running", "failed"}
