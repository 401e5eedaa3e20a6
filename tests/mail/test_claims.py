"""A mail is in one worker's hands at a time: slow is not dead, and what was not begun is given back."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import Error, connection, connections
from django.utils import timezone

from forum.jobs.queue import release_all
from forum.jobs.running import run_due
from forum.mail import sending
from forum.mail.mail_server import Connection
from forum.notifications.models import Delivery
from tests.mail.outgoing import mails

pytestmark = pytest.mark.every_database

State = Delivery.State


def tell():
    """Everybody is told, and the ten minutes that mail waits are over."""
    while run_due():
        pass
    mails().update(due_at=timezone.now())


@pytest.mark.django_db
def test_what_another_worker_has_in_hand_is_left_to_it(ben, topic, say, followers, work):
    followers(topic, 1)
    say(ben, topic)
    tell()
    taken = sending.Sender().claim()
    sending.Sender().send_due()
    assert mail.outbox == []
    mails().update(claimed_at=timezone.now() - timedelta(hours=1))
    work()
    assert len(mail.outbox) == 1
    # The first one wakes up: it sends nothing and has no say any more.
    assert sending.Sender().send_all(taken, Connection(), lambda: False) == 1
    assert len(mail.outbox) == 1
    taken[0].settle(State.WAITING, error="late")
    assert mails().get().state == State.SENT


@pytest.mark.django_db
def test_two_workers_at_a_server_that_takes_eleven_seconds_a_mail_send_each_once(
    ben, topic, say, followers, monkeypatch, sender
):
    members = followers(topic, 22)
    say(ben, topic)
    tell()
    hand_over, nested = Connection.send, []

    def slowly(line, message):
        hand_over(line, message)
        clock.shift(11)
        if not nested:
            nested.append(True)
            sending.Sender().send_due()  # the other worker has its turn meanwhile
            nested.clear()

    monkeypatch.setattr(Connection, "send", slowly)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        while sender.send_due():
            pass
    assert Counter(message.to[0] for message in mail.outbox) == Counter(member.email for member in members)
    assert set(mails().values_list("state", "attempts")) == {(State.SENT, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize(("pace", "size"), [(0.0, 20), (0.05, 20), (0.5, 4), (11.0, 1)])
def test_a_worker_at_a_slow_server_leaves_mails_for_others(pace, size, ben, topic, say, followers, sender):
    followers(topic, 25)
    say(ben, topic)
    while run_due():
        pass
    mails().update(due_at=timezone.now())
    sender.seconds_per_mail = pace
    assert len(sender.claim()) == size


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["to stop", "that others have their turn"])
def test_mails_that_were_claimed_and_not_begun_are_given_back_untried(
    told, ben, topic, say, followers, monkeypatch
):
    followers(topic, 5)
    say(ben, topic)
    tell()
    if told == "to stop":
        sending.Sender().send_due(lambda: len(mail.outbox) == 2)
    else:
        monkeypatch.setattr(sending, "ROUND", 0.0)
        sending.Sender().send_due()
    left = mails().filter(state=State.WAITING, attempts=0, claim="")
    assert left.count() == 5 - len(mail.outbox)
    assert not mails().filter(state=State.SENDING).exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_went_out_while_the_database_went_away_is_not_sent_again(
    ben, topic, say, followers, monkeypatch
):
    followers(topic, 3)
    say(ben, topic)
    tell()
    hand_over = Connection.send

    def cut(line, message):
        hand_over(line, message)
        if len(mail.outbox) == 1:
            connection.connection.close()

    monkeypatch.setattr(Connection, "send", cut)
    with pytest.raises(Error):
        sending.Sender().send_due()
    connections.close_all()
    assert mails().filter(state=State.SENDING).count() == 3
    release_all()
    assert sorted(mails().values_list("state", "attempts")) == [("sent", 1), ("waiting", 0), ("waiting", 0)]
    sending.Sender().send_due()
    assert len(mail.outbox) == 3
    assert not mails().exclude(state=State.SENT).exists()
