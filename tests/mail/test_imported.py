"""Whoever came with an import is told at the bell, and by mail only after they have signed in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from forum.follows import following
from forum.follows.models import Level
from forum.moderation import topic_acts
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from tests.conftest import PASSWORD
from tests.mail.conftest import NOON

pytestmark = pytest.mark.django_db

STATES = {
    "a placeholder": {"is_placeholder": True, "is_imported": True},
    "taken over, and not signed in": {"is_imported": True},
}


@pytest.fixture(params=STATES)
def wren(request, eve):
    User.objects.filter(pk=eve.pk).update(**STATES[request.param])
    eve.refresh_from_db()
    return eve


def test_no_reply_and_no_mention_is_mailed_to_them(wren, ben, topic, say, work):
    following.follow(wren, topic, Level.EVERY)
    say(ben, topic)
    say(ben, topic, f"@{wren.username}")
    work()
    assert mail.outbox == []


def test_no_digest_is_mailed_to_them(wren, ben, topic, say, sum_up):
    following.follow(wren, topic, Level.DAILY)
    sum_up(NOON)
    say(ben, topic)
    sum_up(NOON + timedelta(days=1))
    assert mail.outbox == []


def test_what_a_moderator_does_is_not_mailed_to_them(wren, mod, board, start, work):
    topic = start(wren, board)
    topic_acts.lock(mod, topic, "x")
    work()
    assert mail.outbox == []


def test_a_mail_that_was_written_before_is_not_sent_to_them(eve, ben, topic, say, work):
    User.objects.filter(pk=eve.pk).update(is_imported=True, last_login=timezone.now())
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    User.objects.filter(pk=eve.pk).update(last_login=None)
    work()
    assert mail.outbox == []


def test_from_their_first_sign_in_on_they_are_mailed(as_, eve, ben, topic, say, work):
    User.objects.filter(pk=eve.pk).update(is_imported=True)
    eve.refresh_from_db()
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic, "Before.")
    work()
    assert Notification.objects.get(member=eve).kind == "reply"
    as_().post("/accounts/login/", {"login": "eve", "password": PASSWORD})
    say(ben, topic, "After.")
    work()
    assert [message.to for message in mail.outbox] == [[eve.email]]
    assert Delivery.objects.filter(member=eve, channel=Channel.MAIL).count() == 1
