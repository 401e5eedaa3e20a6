"""Mail in a calm amount: it waits a little, and of a topic there is one until its reader returns."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from forum.follows import following, following_by_mail
from forum.follows.models import Follow, Level
from forum.mail.delaying import DELAY
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Delivery, Notification
from tests.mail.outgoing import mailed, mails, send, tell
from tests.races.racing import at_once, failures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_writes_too_fast")]

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 7, 1, tzinfo=UTC)
State = Delivery.State


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


# --- it waits


def test_a_mail_waits_ten_minutes(clock, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    tell()
    clock.shift(DELAY - timedelta(seconds=1))
    send()
    assert mailed(eve) == []
    clock.shift(2)
    send()
    assert len(mailed(eve)) == 1


def test_who_reads_the_post_within_ten_minutes_gets_no_mail(clock, as_, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    tell()
    as_(eve).get(topic.get_absolute_url())
    clock.shift(DELAY)
    send()
    assert mailed(eve) == []


@pytest.mark.parametrize("button", ["one", "all"])
def test_who_marks_the_notification_read_within_ten_minutes_gets_no_mail_of_it_but_of_the_next(
    button, clock, as_, ben, eve, topic, say
):
    following.follow(eve, topic, Level.FIRST)
    say(ben, topic)
    tell()
    notification = Notification.objects.get(member=eve)
    sent = (
        {"notification": notification.pk}
        if button == "one"
        else {"until": notification.raised_at.isoformat()}
    )
    assert as_(eve).post("/notifications/read/", sent).status_code == 303
    clock.shift(DELAY)
    send()
    assert mailed(eve) == []
    say(ben, topic, "Another word.")
    tell()
    clock.shift(DELAY)
    send()
    [message] = mailed(eve)
    assert "Another word." in message.body


def test_a_worker_that_was_down_does_not_let_mail_wait_once_more(clock, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    clock.shift(3600)
    tell()
    send()
    assert len(mailed(eve)) == 1


def test_a_visitors_mail_waits_too_and_their_confirmation_does_not(clock, ben, topic, say):
    Follow.objects.create(address="pat@example.net", topic=topic, is_shown=False)
    following_by_mail.request_follow("quinn@example.net", topic)
    say(ben, topic)
    tell()
    send()
    assert [message.to for message in mail.outbox] == [["quinn@example.net"]]
    clock.shift(DELAY)
    send()
    assert [message.to for message in mail.outbox[1:]] == [["pat@example.net"]]


def test_what_a_moderator_did_is_not_mailed_to_who_has_seen_it_at_the_bell(clock, ada, mod, topic):
    topic_acts.lock(mod, topic, "x")
    tell()
    clock.shift(1)
    ada.notifications.update(read_at=timezone.now())
    clock.shift(DELAY)
    send()
    assert mailed(ada) == []


def test_mail_that_merely_waits_its_ten_minutes_is_no_late_mail(clock, as_, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    tell()

    def late():
        return int(re.search(r"mail waits: (\d+) s", as_().get("/readyz/").text)[1])

    clock.shift(DELAY - timedelta(seconds=1))
    assert late() == 0
    clock.shift(61)
    assert late() == 60


def test_what_is_due_is_found_by_an_index():
    due = mails().filter(state=State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")[:20]
    if connection.vendor == "sqlite":
        assert "delivery_due" in due.explain()
    counted = Delivery.objects.filter(member=1, counted_on=date(2026, 11, 25))
    if connection.vendor == "sqlite":
        assert "delivery_counted" in counted.explain()


# --- once a topic until one returns


def test_mentions_in_a_topic_are_mailed_once_until_one_returns(clock, as_, ben, eve, topic, say):
    for _post in range(3):
        say(ben, topic, "@eve")
        tell()
        clock.shift(DELAY)
        send()
    assert len(mailed(eve)) == 1
    as_(eve).get(topic.get_absolute_url())
    clock.shift(60)
    for _post in range(2):
        say(ben, topic, "@eve again")
        tell()
        clock.shift(DELAY)
        send()
    assert len(mailed(eve)) == 2


def test_mention_quote_and_answer_are_one_mail_until_one_returns(clock, ben, eve, topic, say):
    own = say(eve, topic, "Mine.")
    say(ben, topic, "No.", reply_to=own)
    say(ben, topic, f"> @eve [wrote](/p/{own.pk}/):\n>\n> Mine.\n\nNo.")
    say(ben, topic, "@eve")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 1


def test_in_another_topic_a_mention_is_mailed_as_well(clock, ada, ben, eve, board, start, say):
    for title in ("One", "Two"):
        say(ben, start(ada, board, title=title), "@eve")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 2


def test_who_wants_every_post_is_mailed_of_each_however_often_they_are_mentioned(clock, ben, eve, topic, say):
    following.follow(eve, topic, Level.EVERY)
    for _post in range(3):
        say(ben, topic, "@eve")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 3


def test_after_a_mention_the_next_reply_is_not_mailed_to_who_wants_the_first_only(
    clock, ben, eve, topic, say
):
    following.follow(eve, topic, Level.FIRST)
    for body in ("@eve", "A reply.", "Another."):
        say(ben, topic, body)
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 1


@pytest.mark.parametrize("body", ["@eve", "A reply."])
def test_where_the_one_mail_is_of_a_post_that_is_gone_the_next_one_takes_its_place(
    body, clock, mod, ben, eve, topic, say
):
    following.follow(eve, topic, Level.FIRST)
    first = say(ben, topic, body)
    say(ben, topic, f"{body} This stays.")
    say(ben, topic, f"{body} This too.")
    tell()
    post_acts.remove(mod, first, "x")
    clock.shift(DELAY)
    for _round in range(3):
        send()
    assert [message for message in mailed(eve) if "This stays." in message.body] == mailed(eve)
    assert len(mailed(eve)) == 1


def test_an_answer_takes_the_place_of_a_mention_that_is_gone(clock, mod, ben, eve, topic, say):
    own = say(eve, topic, "Mine.")
    mention = say(ben, topic, "@eve")
    say(ben, topic, "An answer.", reply_to=own)
    tell()
    post_acts.remove(mod, mention, "x")
    clock.shift(DELAY)
    for _round in range(2):
        send()
    [message] = mailed(eve)
    assert "An answer." in message.body


def test_one_who_follows_board_and_tag_hears_by_the_one_that_is_not_held_back(
    clock, ada, eve, board, start, tag
):
    following.follow(eve, tag, Level.FIRST)
    following.follow(eve, board, Level.EVERY)
    clock.shift(60)
    for title in ("One", "Two"):
        start(ada, board, title=title, tags=[tag])
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 2


@pytest.mark.django_db(transaction=True)
def test_mentions_that_are_told_at_once_are_one_mail(clock, ben, eve, topic, say):
    for number in range(4):
        say(ben, topic, f"@eve {number}")
    assert failures(at_once([tell] * 4)) == []
    assert mails().filter(member=eve).count() == 1
