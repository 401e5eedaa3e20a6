"""The mail server is down, the worker is killed, things change on the way: nothing is lost, nothing comes twice."""

import os
import random
import re
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.mail import mail_server, sending
from forum.mail.delaying import DELAY
from forum.moderation import member_acts, post_acts, topic_acts
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from forum.posts import publishing
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from tests.mail.outgoing import mails
from tests.plumbing.thoroughness import whole_or
from tests.races.racing import at_once

pytestmark = pytest.mark.every_database

MANY, KILLS = whole_or((500, 50), (150, 12))
State = Delivery.State


def tell():
    """Everybody is told, and the ten minutes that mail waits are over."""
    while run_due():
        pass
    mails().update(due_at=timezone.now())


# --- the server is down


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_for_ten_minutes_costs_nobody_a_mail(
    as_, ben, topic, followers, by_smtp, work, sender
):
    followers(topic, MANY)
    sent = {"body": "The spring had slipped.", "key": "k1", "board": topic.board_id}
    assert as_(ben).post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
    work()
    assert mails().filter(state=State.WAITING, attempts=0).count() == MANY
    assert mails().filter(error__contains="isn’t responding").exists()
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    with time_machine.travel(timezone.now() + DELAY + timedelta(minutes=10)):
        waiting = re.search(r"mail waits: (\d+) s", as_().get("/readyz/").text)
        assert 600 <= int(waiting[1]) < 700
        by_smtp.open()
        sender.backoff.end()
        work()
    assert mails().filter(state=State.SENT).count() == MANY
    assert set(by_smtp.recipients.values()) == {1}
    assert len(by_smtp.recipients) == MANY


@pytest.mark.django_db
def test_the_server_is_left_alone_longer_each_time(ben, topic, say, followers, by_smtp, work, sender):
    followers(topic, 3)
    say(ben, topic)
    pauses = []
    for _try in range(8):
        work()
        pauses.append(sender.backoff.pause)
        sender.backoff.until = 0.0
        mails().update(due_at=timezone.now())
    assert pauses == sorted(pauses)
    assert pauses[-1] == mail_server.LONGEST_PAUSE
    assert {row.attempts for row in mails()} == {0}


@pytest.mark.django_db
def test_a_recipient_who_is_refused_holds_up_nobody(ben, topic, say, followers, by_smtp, work):
    by_smtp.open()
    gone, full, fine = followers(topic, 3)
    by_smtp.sink.refused = {gone.email: "550 no such user", full.email: "452 mailbox full"}
    say(ben, topic)
    work()
    states = dict(mails().values_list("member__username", "state"))
    assert states == {gone.username: "failed", full.username: "waiting", fine.username: "sent"}
    assert "550 no such user" in mails().get(member=gone).error
    assert mails().get(member=full).due_at > timezone.now()
    by_smtp.sink.refused.clear()
    assert mails().retry() == 2
    work()
    assert by_smtp.recipients == Counter({gone.email: 1, full.email: 1, fine.email: 1})


@pytest.mark.django_db
def test_a_mail_that_is_refused_for_now_is_tried_again_until_it_has_failed(
    ben, topic, say, followers, by_smtp, work
):
    by_smtp.open()
    followers(topic, 1)
    by_smtp.sink.answers = ["451 try later"] * 20
    say(ben, topic)
    tell()
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sending.Sender().send_due()
        while mails().get().state == State.WAITING:
            pauses.append(mails().get().due_at - timezone.now())
            clock.shift(pauses[-1] + timedelta(seconds=1))
            sending.Sender().send_due()
    assert mails().get().state == State.FAILED
    assert len(pauses) == Delivery.ATTEMPTS - 1
    assert timedelta(days=2) < sum(pauses, timedelta()) < timedelta(days=4)
    assert pauses[1:] == sorted(pauses[1:])


@pytest.mark.django_db
def test_a_mail_that_cannot_be_made_waits_alone(ben, topic, say, followers, work, monkeypatch):
    one, other = followers(topic, 2)
    say(ben, topic)

    def make(delivery):
        if delivery.member_id == one.pk:
            raise ValueError("the pen broke \x00\ud800")
        return make_one(delivery)

    make_one = sending.compose_mail
    monkeypatch.setattr(sending, "compose_mail", make)
    work()
    assert dict(mails().values_list("member", "state")) == {one.pk: "waiting", other.pk: "sent"}
    assert mails().get(member=one).error.startswith("ValueError: the pen broke")


# --- the worker is killed


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_sends_every_mail_and_hardly_any_twice(
    ben, topic, say, followers, by_smtp, nursery
):
    by_smtp.open()
    members = followers(topic, MANY)
    with time_machine.travel(timezone.now() - DELAY):
        Follow.objects.update(created_at=timezone.now())
        say(ben, topic)
    chance = random.Random(3)
    kills = 0
    for _round in range(KILLS):
        before = len(by_smtp.sink.taken)
        child = nursery.start()
        enough, until = before + chance.randint(0, 12), time.monotonic() + 10
        while len(by_smtp.sink.taken) < enough and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        kills += nursery.ended() == signal.SIGKILL
        forget_claims()
    nursery.start()
    assert nursery.ended() == 0
    assert kills > KILLS // 2
    assert mails().filter(state=State.SENT).count() == MANY
    assert set(by_smtp.recipients) == {member.email for member in members}
    twice = sum(by_smtp.recipients.values()) - MANY
    assert twice <= kills  # a kill between the server's yes and our note of it
    assert {notification.count for notification in Notification.objects.filter(topic=topic)} == {1}
    assert Notification.objects.filter(topic=topic).count() == MANY


def forget_claims():
    """What a killed worker had in its hands is taken up after some minutes; here they have passed."""
    long_ago = timezone.now() - timedelta(hours=1)
    Delivery.objects.filter(state=State.SENDING).update(claimed_at=long_ago)
    Job.objects.filter(state=Job.State.RUNNING).update(claimed_at=long_ago)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_again_sends_nothing_that_was_sent(ben, by_smtp, nursery):
    by_smtp.open()
    Delivery.objects.bulk_create(
        Delivery(
            member=ben,
            key=f"old:{n}",
            channel=Channel.MAIL,
            kind="moderated",
            state=State.SENT,
            done_at=timezone.now(),
        )
        for n in range(10_000)
    )
    for _start in range(5):
        nursery.start()
        assert nursery.ended() == 0
    assert by_smtp.sink.taken == []


# --- things change on the way


CHANGES = {
    "the post is removed": lambda root, post, member: post_acts.remove(root, post, "x"),
    "the topic is removed": lambda root, post, member: topic_acts.remove(root, post.topic, "x"),
    "the board is made private": lambda root, post, member: apply_preset(post.topic.board, Preset.STAFF),
    "the member stops following": lambda root, post, member: following.unfollow(member, post.topic),
    "the member mutes the topic": lambda root, post, member: following.mute(member, post.topic),
    "the member ignores the author": lambda root, post, member: following.mute(member, post.author),
    "the member wants a digest instead": lambda root, post, member: following.follow(
        member, post.topic, Level.DAILY
    ),
    "the member is suspended": lambda root, post, member: member_acts.suspend(
        root, member, "x", until=timezone.now() + timedelta(days=1)
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_between_a_post_and_its_mail_things_may_change(
    change, root, ben, topic, say, followers, work, monkeypatch
):
    [member] = followers(topic, 1)
    post = say(ben, topic)
    with monkeypatch.context() as patch:
        patch.setattr(sending.Sender, "claim", lambda _sender: [])
        work()
    assert mails().get(member=member).state == State.WAITING
    CHANGES[change](root, post, member)
    with monkeypatch.context() as patch:
        patch.setattr(sending.Sender, "claim", lambda _sender: [])
        work()
    work()
    theirs = [message for message in mail.outbox if message.to == [member.email]]
    assert [message for message in theirs if topic.title in message.subject] == []
    skipped = mails().get(member=member, post=post)
    assert skipped.state == State.SKIPPED
    assert skipped.error


@pytest.mark.django_db
def test_what_was_read_before_the_mail_went_out_is_not_mailed(
    as_, ben, topic, say, followers, monkeypatch, work
):
    [member] = followers(topic, 1)
    say(ben, topic)
    with monkeypatch.context() as patch:
        patch.setattr(sending.Sender, "claim", lambda _sender: [])
        work()
    as_(member).get(topic.get_absolute_url())
    work()
    assert mail.outbox == []
    assert "already read it" in mails().get().error


# --- a transaction that is taken back


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_is_taken_back_tells_nobody(ben, topic, followers, work):
    followers(topic, 2)
    work()
    done = Job.objects.count()
    with transaction.atomic():
        publishing.reply(topic, Submission(ben, render_text("Never mind."), "k"))
        transaction.set_rollback(True)
    work()
    assert (Job.objects.count(), mails().count(), len(mail.outbox)) == (done, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_never_looks_for_a_post_that_is_not_there_yet(ben, topic, followers, work):
    followers(topic, 1)
    work()
    with transaction.atomic():
        publishing.reply(topic, Submission(ben, render_text("Soon."), "k"))
        # Another connection sees neither the post nor the event: one transaction holds both.
        assert at_once([lambda: Job.objects.filter(state=Job.State.WAITING).count()]) == [0]
    work()
    assert len(mail.outbox) == 1
    assert not Job.objects.exclude(error="").exists()
