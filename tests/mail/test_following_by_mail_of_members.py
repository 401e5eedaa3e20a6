"""A member who is signed out asks to follow by mail, with the address of their account: they follow as the member."""

import re

import pytest
from django.core import mail
from django.test import Client

from forum.follows import following
from forum.follows.models import MUTE, Follow, Level
from tests.mail.outgoing import mailed

pytestmark = pytest.mark.django_db

OURS = {"headers": {"sec-fetch-site": "same-origin"}}


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def confirm(topic, work):
    """confirm(address) → somebody without a session follows the topic by mail and opens the link; the page then."""

    def act(address):
        visitor = Client(enforce_csrf_checks=True)
        visitor.post(f"{topic.get_absolute_url()}follow-by-mail/", {"address": address}, **OURS)
        work()
        link = re.search(r"http://127\.0\.0\.1:8000(/mail/confirm/\S+)", mail.outbox[-1].body)[1]
        mail.outbox.clear()
        return visitor.post(link)

    return act


@pytest.mark.parametrize("before", [None, Level.EVERY, Level.DAILY, MUTE, "left"])
def test_they_get_one_mail_of_a_post_as_they_asked_for(before, ben, eve, topic, say, work, confirm):
    if before == "left":
        following.follow(eve, topic)
        following.unfollow(eve, topic)
    elif before:
        following.choose(eve, topic, before)
    assert "You’re following this topic" in confirm(eve.email).text
    assert Follow.objects.get(topic=topic).member == eve
    topic.refresh_from_db()
    assert topic.follower_count == 1
    say(ben, topic, "Clay.")
    work()
    assert len(mailed(eve)) == 1


def test_who_is_not_named_yet_is_not_named_for_it(eve, topic, confirm):
    confirm(eve.email)
    assert not Follow.objects.get(member=eve).is_shown


def test_what_they_mute_later_is_not_mailed(ben, eve, topic, say, work, confirm):
    confirm(eve.email)
    following.mute(eve, ben)
    say(ben, topic, "Clay.")
    work()
    assert mailed(eve) == []


def test_the_address_of_a_member_who_has_not_confirmed_it_stays_a_visitors(eve, topic, confirm, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    confirm(eve.email)
    assert Follow.objects.get(topic=topic).address == eve.email
