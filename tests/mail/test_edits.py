"""An edit that makes a post speak to somebody tells them, once, whatever they have read or been told of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Level
from forum.jobs.running import run_due
from forum.mail.delaying import DELAY
from forum.moderation import post_acts
from forum.notifications.bell import Bell
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from forum.posts import revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from tests.mail.outgoing import mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def edit(clock):
    """edit(post, "Other words.") → the post says this now, an hour later."""

    def act(post, body, **more):
        clock.shift(3600)
        post.refresh_from_db()
        return revising.revise(post.author, post, render_text(body), base=post.revision, **more)

    return act


def unread(member):
    return list(Notification.objects.filter(member=member, read_at=None).values_list("kind", "count"))


def test_a_mention_in_an_edit_reaches_who_has_read_the_post(as_, ben, eve, topic, say, work, edit, clock):
    following.follow(eve, topic, Level.EVERY)
    post = say(ben, topic, "Somebody knows soil.")
    work()
    as_(eve).get(topic.get_absolute_url())
    edit(post, "@eve knows soil.")
    work()
    assert unread(eve) == [("mention", 1)]
    [first, second] = mailed(eve)
    assert "because someone mentioned you" in second.body
    # Two mails of one name would be one to a mail program.
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_further_edits_tell_nothing(as_, ben, eve, topic, say, work, edit):
    post = say(ben, topic, "Somebody knows soil.")
    as_(eve).get(topic.get_absolute_url())
    for body in ("@eve knows soil.", "@eve knows soils.", "Nobody does.", "@eve, do you?"):
        edit(post, body)
        work()
        as_(eve).get(topic.get_absolute_url())
    assert list(Notification.objects.filter(member=eve).values_list("kind", "count")) == [("mention", 1)]
    assert len(mailed(eve)) == 1


def test_an_unread_notification_of_a_reply_becomes_one_of_a_mention_and_counts_the_post_once(
    ben, eve, topic, say, work, edit
):
    following.follow(eve, topic, Level.SITE)
    say(ben, topic, "One.")
    post = say(ben, topic, "Two.")
    work()
    assert unread(eve) == [("reply", 2)]
    edit(post, "Two, @eve.")
    work()
    assert unread(eve) == [("mention", 2)]


def test_an_edit_of_an_older_post_does_not_let_reading_it_silence_the_newer(
    as_, ben, eve, topic, say, work, edit
):
    following.follow(eve, topic, Level.SITE)
    older = say(ben, topic, "One.")
    Notification.objects.update(read_at=timezone.now())
    newer = say(ben, topic, "Two.")
    work()
    edit(older, "One, @eve.")
    work()
    Bell(eve).read(topic.pk, older.number)
    assert unread(eve) == [("mention", 2)]
    Bell(eve).read(topic.pk, newer.number)
    assert unread(eve) == []


def test_a_mail_that_still_waits_says_the_mention_and_is_one(ben, eve, topic, say, work, clock):
    following.follow(eve, topic, Level.EVERY)
    post = say(ben, topic, "Somebody knows soil.")
    clock.shift(60)
    revising.revise(ben, post, render_text("@eve knows soil."), base=1)
    work()
    [message] = mailed(eve)
    assert "because someone mentioned you" in message.body


def test_who_read_the_post_before_the_edit_is_mailed_though_the_mail_of_the_reply_still_waited(
    as_, ben, eve, topic, say, work, clock
):
    following.follow(eve, topic, Level.FIRST)
    post = say(ben, topic, "Somebody knows soil.")
    while run_due():
        pass
    clock.shift(60)
    as_(eve).get(topic.get_absolute_url())
    clock.shift(60)
    revising.revise(ben, post, render_text("@eve knows soil."), base=1)
    work()
    [message] = mailed(eve)
    assert "because someone mentioned you" in message.body


def test_a_mail_that_waits_and_names_an_edit_gives_its_reader_ten_minutes_from_the_edit(
    as_, ben, eve, topic, say, clock
):
    following.follow(eve, topic, Level.FIRST)
    post = say(ben, topic, "Somebody knows soil.")
    while run_due():
        pass
    clock.shift(DELAY - timedelta(minutes=1))
    revising.revise(ben, post, render_text("@eve knows soil."), base=1)
    while run_due():
        pass
    clock.shift(timedelta(minutes=2))
    call_command("worker", once=True)
    assert mailed(eve) == []
    as_(eve).get(topic.get_absolute_url())
    clock.shift(DELAY)
    call_command("worker", once=True)
    assert mailed(eve) == []


def test_a_quote_in_an_edit_is_told(as_, ben, eve, topic, say, work, edit):
    own = say(eve, topic, "Clay.")
    post = say(ben, topic, "Yes.")
    as_(eve).get(topic.get_absolute_url())
    edit(post, f"> @eve [wrote](/p/{own.pk}/):\n>\n> Clay.\n\nYes.")
    work()
    assert unread(eve) == [("quote", 1)]


def test_an_old_mention_is_told_by_no_edit_even_if_its_row_is_forgotten(
    as_, ben, eve, topic, say, work, edit
):
    post = say(ben, topic, "@eve knows soil.")
    work()
    as_(eve).get(topic.get_absolute_url())
    Delivery.objects.all().delete()
    Notification.objects.all().delete()
    edit(post, "@eve knows all about soil.")
    work()
    assert unread(eve) == []


def test_a_mention_inside_a_quotation_was_none_before(as_, ada, ben, eve, topic, say, work, edit):
    own = say(ada, topic, "@eve knows soil.")
    post = say(ben, topic, f"> @ada [wrote](/p/{own.pk}/):\n>\n> @eve knows soil.\n\nDoes she?")
    work()
    as_(eve).get(topic.get_absolute_url())
    edit(post, f"{post.source}\n\n@eve, do you?")
    work()
    assert unread(eve) == [("mention", 1)]


def test_who_looks_within_ten_minutes_of_the_edit_gets_no_mail(as_, ben, eve, topic, say, edit, work, clock):
    post = say(ben, topic, "Somebody knows soil.")
    as_(eve).get(topic.get_absolute_url())
    edit(post, "@eve knows soil.")
    while run_due():
        pass
    clock.shift(1)
    as_(eve).get(topic.get_absolute_url())
    clock.shift(DELAY)
    work()
    assert mailed(eve) == []


@pytest.mark.parametrize("muted", ["topic", "author"])
def test_a_mention_in_an_edit_is_not_told_to_who_muted_it(muted, ben, eve, topic, say, work, edit):
    following.mute(eve, topic if muted == "topic" else ben)
    edit(say(ben, topic, "Somebody."), "@eve.")
    work()
    assert (unread(eve), mailed(eve)) == ([], [])


def test_a_mention_in_a_title_is_none(ada, eve, topic, work, edit):
    post = Post.objects.get(topic=topic)
    edit(post, post.source, title="What does @eve say?")
    work()
    assert unread(eve) == []


def test_a_moderators_edit_tells_whom_it_mentions(ben, eve, mod, topic, say, work, clock):
    post = say(ben, topic, "Somebody knows soil.")
    post_acts.edit(mod, post, render_text("@eve knows soil."), base=1)
    work()
    assert unread(eve) == [("mention", 1)]


def test_many_edits_are_one_mail_a_topic_until_one_returns(ben, eve, topic, say, work, edit):
    posts = [say(ben, topic, f"Number {n}.") for n in range(3)]
    work()
    for post in posts:
        edit(post, f"{post.source} @eve")
        work()
    assert len(mailed(eve)) == 1
    assert unread(eve) == [("mention", 3)]
    assert Delivery.objects.filter(member=eve, channel=Channel.MAIL).count() == 1
