"""Several workers tell, send and sum up at one moment, while people read: everybody is told once."""

from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from forum.follows.models import Follow, Level
from forum.mail import sending
from forum.notifications import notifying
from forum.notifications.bell import Bell
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, FanOut, Notification
from forum.notifications.notifying import notify_of_edit, notify_of_post
from forum.posts import publishing
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS, FOLLOWERS = 4, 30


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(notifying, "BATCH", 5)
    monkeypatch.setattr(notifying, "PAUSE", 0)


@pytest.fixture
def following(crowd, topic):
    """following(Level.EVERY) → as many members with addresses, who follow the topic."""

    def gather(level=Level.EVERY):
        members = crowd(FOLLOWERS)
        for member in members:
            member.email = f"{member.username}@example.org"
        type(members[0]).objects.bulk_update(members, ["email"])
        Follow.objects.bulk_create(Follow(member=member, topic=topic, level=level) for member in members)
        type(topic).objects.filter(pk=topic.pk).update(follower_count=FOLLOWERS)
        return members

    return gather


def mailed():
    return Delivery.objects.filter(channel=Channel.MAIL)


def test_workers_at_one_post_tell_each_follower_once(following, ben, topic, say):
    following()
    post = say(ben, topic)
    assert failures(at_once([partial(notify_of_post, post_id=post.pk)] * WORKERS)) == []
    assert mailed().count() == FOLLOWERS
    assert set(Notification.objects.values_list("count", flat=True)) == {1}
    assert Notification.objects.count() == FOLLOWERS
    assert FanOut.objects.get().done_at


def test_workers_at_several_posts_of_a_topic_leave_one_notification_that_counts_them_all(
    following, ben, topic, say
):
    following()
    posts = [say(ben, topic, f"Reply {number}") for number in range(WORKERS)]
    assert failures(at_once([partial(notify_of_post, post_id=post.pk) for post in posts])) == []
    assert Notification.objects.count() == FOLLOWERS
    assert set(Notification.objects.values_list("count", flat=True)) == {WORKERS}


def test_only_the_first_of_posts_that_are_told_at_once_is_mailed(following, ben, topic, say):
    following(Level.FIRST)
    posts = [say(ben, topic, f"Reply {number}") for number in range(WORKERS)]
    assert failures(at_once([partial(notify_of_post, post_id=post.pk) for post in posts])) == []
    assert mailed().count() == FOLLOWERS


def test_an_edit_that_mentions_a_follower_while_the_post_is_told_tells_them_once(following, ben, topic, say):
    names = [member.username for member in following()]
    post = say(ben, topic)
    calls = [partial(notify_of_post, post_id=post.pk)] * 2
    calls += [partial(notify_of_edit, post_id=post.pk, mentions=names)] * 2
    assert failures(at_once(calls)) == []
    assert mailed().count() == FOLLOWERS
    assert set(Notification.objects.values_list("count", flat=True)) == {1}


def test_reading_while_it_rings_loses_no_notification_and_leaves_one(following, ben, topic, say):
    members = following()
    for round_ in range(3):
        post = say(ben, topic, f"Round {round_}")
        readers = [partial(Bell(member).read, topic.pk, 10**6) for member in members[:WORKERS]]
        assert failures(at_once([partial(notify_of_post, post_id=post.pk), *readers])) == []
    for member in members:
        notifications = Notification.objects.filter(member=member)
        assert notifications.filter(read_at=None).count() <= 1
        assert sum(notifications.values_list("count", flat=True)) == 3


def test_workers_that_send_at_once_send_each_mail_once(following, ben, topic, say, monkeypatch):
    monkeypatch.setattr(
        sending, "ROUND", 60.0
    )  # however slow the machine is, nobody gives back what they claimed
    members = following()
    notify_of_post(post_id=say(ben, topic).pk)
    mailed().update(due_at=timezone.now())
    assert failures(at_once([sending.Sender().send_due for _ in range(WORKERS)])) == []
    assert sorted(message.to[0] for message in mail.outbox) == sorted(member.email for member in members)
    assert set(mailed().values_list("state", flat=True)) == {"sent"}


def test_members_who_follow_by_replying_at_once_are_all_counted(crowd, topic):
    text = render_text("At the same moment.")
    members = crowd(12)
    calls = [
        partial(publishing.reply, topic, Submission(member, text, "k", follow=True)) for member in members
    ]
    assert failures(at_once(calls)) == []
    topic.refresh_from_db()
    assert topic.follower_count == Follow.objects.active().of(topic).count() == 12
