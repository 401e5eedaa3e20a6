"""So many single mails a day, the rest in one digest: nothing is lost, and nothing comes twice."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.mail import daily_limit, sending
from forum.mail.delaying import DELAY
from forum.mail.models import TopicMail
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, NotificationPreference
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


@pytest.fixture
def busy_day(clock, ada, ben, eve, board, start):
    """busy_day(13) → so many topics by Ben on a board that Eve follows at every topic, told and sent."""

    def act(count, member=eve):
        following.follow(member, board, Level.EVERY)
        clock.shift(60)
        topics = [start(ben, board, title=f"Topic number {n}") for n in range(count)]
        tell()
        clock.shift(DELAY)
        send()
        return topics

    return act


def morning(clock, moment=MORNING):
    clock.move_to(moment)
    daily_limit.write_overflow_mails()
    send()


def test_at_most_ten_mails_go_to_a_member_in_a_day_and_the_rest_in_one_next_morning(clock, eve, busy_day):
    busy_day(13)
    assert len(mailed(eve)) == 10
    morning(clock, MORNING - timedelta(minutes=2))
    assert len(mailed(eve)) == 10
    for _look in range(3):
        morning(clock)
    assert len(mailed(eve)) == 11
    rest = mailed(eve)[-1]
    assert rest.subject == "3 more updates on Folkmoot, 26 November"
    for number in range(13):
        # Each stands in one mail, its own or that of the rest.
        told = [message for message in mailed(eve) if re.search(rf"Topic number {number}\b", message.body)]
        assert len(told) == 1
    assert "/mail/stop/" in rest.body and "List-Unsubscribe-Post" in rest.extra_headers
    assert not mails().exclude(state=State.SENT).exists()


def test_the_rest_names_who_spoke_to_its_reader(clock, ada, eve, board, start, say, busy_day):
    topics = busy_day(10)
    say(ada, topics[0], "@eve knows soil.")
    say(ada, topics[1], "Nothing of anybody.")
    tell()
    clock.shift(DELAY)
    send()
    morning(clock)
    rest = mailed(eve)[-1]
    assert rest.subject == "1 more update on Folkmoot, 26 November"
    for words in (rest.body, re.sub("<[^>]+>", "", str(rest.alternatives[0].content))):
        assert "Ada Lindqvist (@ada) mentioned you in “Topic number 0”" in words
        assert "knows soil." in words


@pytest.mark.parametrize("words", ["Clay.", "@eve, clay."])
def test_where_a_held_mail_is_of_a_post_that_is_gone_the_rest_has_the_next_one(
    words, clock, mod, ben, eve, topic, say, busy_day
):
    NotificationPreference.objects.create(member=eve, most_mails=1)
    busy_day(1)
    if "@eve" not in words:
        following.follow(eve, topic, Level.FIRST)
    gone = say(ben, topic, words)
    tell()
    clock.shift(DELAY)
    send()
    say(ben, topic, f"{words} And loam.")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 1
    post_acts.remove(mod, gone, "x")
    morning(clock)
    assert "And loam." in mailed(eve)[-1].body


def test_the_next_day_there_are_ten_again(clock, eve, busy_day):
    busy_day(12)
    clock.move_to(MORNING)
    busy_day(10)
    assert len([message for message in mailed(eve) if "more update" not in message.subject]) == 20


def test_a_mail_of_the_night_is_one_of_the_day_before(clock, eve, busy_day):
    busy_day(10)
    clock.move_to(MORNING - timedelta(hours=1))
    busy_day(1)
    assert len(mailed(eve)) == 10


@pytest.mark.parametrize(("most", "came"), [(3, 3), (0, 12)])
def test_how_many_is_a_preference(most, came, as_, eve, busy_day):
    page = as_(eve).get("/settings/notifications/").text
    assert "Single emails a day, at most" in page
    as_(eve).post("/settings/notifications/", {"in_board-mail": "on", "rest-mail": "on"})
    assert as_(eve).post("/settings/emails/", {"most_mails": str(most)}).status_code == 303
    busy_day(12)
    assert len(mailed(eve)) == came


@pytest.mark.parametrize("wrong", ["-1", "ten", "99999", "\x00"])
def test_a_number_that_is_none_is_refused_beside_its_field(wrong, as_, eve):
    answer = as_(eve).post("/settings/emails/", {"most_mails": wrong})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text


def test_who_wants_no_digest_of_the_rest_gets_none(clock, eve, busy_day):
    NotificationPreference.objects.create(member=eve, choices={"overflow": {"mail": False}})
    busy_day(12)
    morning(clock)
    assert len(mailed(eve)) == 10
    assert mails().filter(state=State.SKIPPED).count() == 2


def test_what_was_read_or_removed_meanwhile_is_not_in_the_rest(clock, as_, mod, eve, busy_day):
    topics = busy_day(13)
    as_(eve).get(topics[10].get_absolute_url())
    topic_acts.remove(mod, topics[11], "x")
    morning(clock)
    rest = mailed(eve)[-1]
    assert rest.subject.startswith("1 more update on")
    assert "Topic number 12" in rest.body
    assert not re.search("Topic number 1[01]", rest.body)


def test_where_all_of_the_rest_was_read_there_is_no_mail_of_it(clock, as_, eve, busy_day):
    for topic in busy_day(12)[10:]:
        as_(eve).get(topic.get_absolute_url())
    morning(clock)
    assert len(mailed(eve)) == 10
    assert not mails().filter(state=State.OVERFLOW).exists()


def test_a_mail_that_was_passed_over_is_none_of_the_ten(clock, as_, ben, eve, board, start, busy_day):
    busy_day(9)
    read = start(ben, board, title="Read at once")
    tell()
    as_(eve).get(read.get_absolute_url())
    clock.shift(DELAY)
    send()
    start(ben, board, title="The tenth")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(eve)) == 10


def test_a_rest_that_failed_comes_the_next_morning(clock, eve, busy_day, monkeypatch):
    busy_day(12)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "compose_mail", lambda delivery: 1 / 0)
        morning(clock)
    Delivery.objects.filter(kind="overflow").update(state=State.FAILED)
    morning(clock, MORNING + timedelta(days=1))
    assert mailed(eve)[-1].subject.startswith("2 more updates on")


def test_a_rest_whose_worker_was_killed_after_it_was_noted_is_not_sent_twice(clock, eve, busy_day):
    busy_day(12)
    morning(clock)
    Delivery.objects.filter(kind="overflow").update(
        state=State.SENDING, claimed_at=timezone.now() - timedelta(hours=1)
    )
    send()
    assert len(mailed(eve)) == 11


def test_it_comes_in_the_members_own_morning(clock, eve, busy_day):
    User.objects.filter(pk=eve.pk).update(time_zone="Asia/Tokyo")
    busy_day(12)
    morning(clock, datetime(2026, 11, 25, 21, 50, tzinfo=UTC))
    assert len(mailed(eve)) == 10
    morning(clock, datetime(2026, 11, 25, 22, 1, tzinfo=UTC))
    assert mailed(eve)[-1].subject == "2 more updates on Folkmoot, 26 November"


def test_what_moderators_did_is_counted_and_stands_in_the_rest(clock, ada, mod, board, start):
    topics = [start(ada, board, title=f"Number {n}") for n in range(12)]
    for topic in topics:
        topic_acts.lock(mod, topic, "x")
    tell()
    clock.shift(DELAY)
    send()
    assert len(mailed(ada)) == 10
    morning(clock)
    assert "A moderator locked your topic “Number 11”" in mailed(ada)[-1].body


def test_digests_and_visitors_are_not_counted(clock, ben, eve, board, start, topic, say):
    Follow.objects.create(address="pat@example.net", topic=topic, is_shown=False)
    for number in range(12):
        say(ben, topic, f"Reply {number}")
    Delivery.objects.create(member=eve, key="daily:x", channel=Channel.MAIL, kind="digest", detail={
        "period": "daily", "until": timezone.now().isoformat()
    })  # fmt: skip
    tell()
    clock.shift(DELAY)
    send()
    assert len(mail.outbox) == 12
    assert not Delivery.objects.exclude(counted_on=None).exists()


def test_the_rest_is_not_in_a_daily_digest_as_well(clock, eve, board, busy_day):
    busy_day(12)
    following.follow(eve, board, Level.DAILY)
    assert mails().filter(state=State.OVERFLOW).count() == 2


def test_closing_an_account_forgets_the_rest(clock, eve, busy_day):
    busy_day(12)
    closing_accounts.close(eve)
    morning(clock)
    assert not Delivery.objects.filter(member=eve).exists()
    assert not TopicMail.objects.filter(member=eve).exists()


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_keep_to_the_number(clock, ben, eve, board, start):
    following.follow(eve, board, Level.EVERY)
    clock.shift(60)
    for number in range(12):
        start(ben, board, title=f"Topic number {number}")
    tell()
    clock.shift(DELAY)
    assert failures(at_once([sending.Sender().send_due for _ in range(4)])) == []
    send()
    assert len(mailed(eve)) == 10
    clock.move_to(MORNING)
    assert failures(at_once([daily_limit.write_overflow_mails] * 4)) == []
    send()
    assert len(mailed(eve)) == 11
