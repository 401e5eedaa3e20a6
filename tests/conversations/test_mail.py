"""Messages by mail: as calm as mails about topics, and for those who take part when it goes out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Follow, FollowPreference, Level
from forum.jobs import handlers
from forum.mail import daily_limit, sending
from forum.mail.delaying import DELAY
from forum.mail.digests import schedule as digests
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification, NotificationPreference
from forum.posts.removing import remove
from forum.site.models import SiteSettings
from tests.conversations import talking
from tests.mail.visitors import ADDRESS, OURS

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def a_senders_own(monkeypatch):
    monkeypatch.setattr(handlers, "EVERY_ROUND", [sending.Sender().send_due])


@pytest.fixture
def tell():
    """tell() → the worker does what is due now, and sends nothing that waits its ten minutes."""
    return lambda: call_command("worker", once=True)


@pytest.fixture
def work(tell):
    """work() → that, and what waits is sent as well."""

    def act():
        tell()
        with time_machine.travel(timezone.now() + DELAY, tick=False):
            tell()

    return act


@pytest.fixture(autouse=True)
def nobody_writes_too_fast(db):
    SiteSettings.current().change(posts_a_minute=None, posts_an_hour=None)


@pytest.fixture
def talk(ada, ben):
    """Ada writes to Ben, who hears of every message."""
    FollowPreference.objects.create(member=ben, topic=Level.EVERY)
    return talking.start(ada, ben, body="Shall we meet at the harbour?")


def mailed(member):
    return [message for message in mail.outbox if message.to == [member.email]]


def in_words(message) -> list[str]:
    return [message.body, re.sub("<[^>]+>", "", str(message.alternatives[0].content))]


def test_who_takes_part_gets_the_message_and_nobody_else_does(ada, ben, eve, root, mod, talk, tell, work):
    tell()
    assert mail.outbox == []  # it waits its ten minutes
    work()
    [message] = mail.outbox
    assert message.to == [ben.email]
    assert message.subject == "Lunch on Friday"
    for words in in_words(message):
        assert "New message from Ada Lindqvist (@ada) in “Lunch on Friday” (private conversation)" in words
        assert "Shall we meet at the harbour?" in words
        assert "you take part in the conversation “Lunch on Friday”" in words
    assert talk.posts.get().get_absolute_url() in message.body


def test_the_usual_level_mails_once_until_its_reader_returns(as_, ada, nia, say, work):
    talk = talking.start(ada, nia)
    work()
    say(ada, talk, "At noon?")
    work()
    assert len(mailed(nia)) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        as_(nia).get(talk.get_absolute_url())
        Follow.objects.filter(member=nia, topic=talk).update(seen_at=timezone.now())
        say(ada, talk, "Or at one?")
        work()
    assert len(mailed(nia)) == 2
    assert "Or at one?" in mailed(nia)[-1].body


@pytest.mark.parametrize("by", ["the forum", "the member"])
def test_the_text_is_left_out_where_the_forum_or_the_member_says_so(
    by, as_, ada, ben, nia, topic, say, talk, work
):
    following.follow(ben, topic, Level.EVERY)
    if by == "the forum":
        SiteSettings.current().change(hides_private_text=True)
    else:
        assert (
            "Leave the text of messages in conversations out" in as_(ben).get("/settings/notifications/").text
        )
        sent = {"most_mails": "10", "hides_messages": "on"}
        assert as_(ben).post("/settings/emails/", sent).status_code == 303
        talking.add(talk, nia)
    say(ada, topic, "Words in the open.")
    work()
    private, public = sorted(mailed(ben), key=lambda message: message.subject.startswith("Re:"))
    for words in in_words(private):
        assert "New message from Ada Lindqvist (@ada) in “Lunch on Friday”" in words
        assert "The conversation is private, so the message’s text isn’t included." in words
        assert "harbour" not in words
    assert "Words in the open." in public.body
    if by == "the member":
        as_(ben).post("/settings/emails/", {"most_mails": "10"})
        say(ada, talk, "At the quay?")
        work()
        assert "At the quay?" in mailed(ben)[-1].body


CHANGES = {
    "left": lambda ada, ben, talk, post: talking.leave(talk, ben),
    "was removed": lambda ada, ben, talk, post: talking.leave(talk, ben, removed_by=ada),
    "ignores its author": lambda ada, ben, talk, post: following.mute(ben, ada),
    "muted it": lambda ada, ben, talk, post: following.mute(ben, talk),
    "follows it no more": lambda ada, ben, talk, post: following.unfollow(ben, talk),
    "is to see later ones alone": lambda ada, ben, talk, post: talking.add(talk, ben, from_number=9),
    "cannot read what is gone": lambda ada, ben, talk, post: remove(ada, post, ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_mail_goes_to_who_meanwhile(change, ada, ben, nia, talk, say, tell, work):
    FollowPreference.objects.create(member=nia, topic=Level.EVERY)
    talking.add(talk, nia)
    post = say(ada, talk, "At noon?")
    tell()
    waiting = Delivery.objects.filter(channel=Channel.MAIL, post=post)
    assert {row.member for row in waiting} == {ben, nia}
    CHANGES[change](ada, ben, talk, post)
    work()
    assert not any("At noon?" in message.body for message in mailed(ben))
    got_it = any("At noon?" in message.body for message in mailed(nia))
    assert got_it == (change != "cannot read what is gone")


def test_no_mail_goes_to_who_has_read_it_meanwhile(as_, ada, ben, nia, talk, tell, work):
    FollowPreference.objects.create(member=nia, topic=Level.EVERY)
    other = talking.start(ada, nia, title="Tea")
    tell()
    as_(ben).get(talk.get_absolute_url())
    work()
    assert mailed(ben) == []
    assert len(mailed(nia)) == 1
    assert other.title == mailed(nia)[0].subject


def test_where_the_first_message_is_gone_the_next_takes_its_place(ada, nia, say, tell, work):
    talk = talking.start(ada, nia)
    work()
    as_read = timezone.now()
    Follow.objects.filter(member=nia, topic=talk).update(
        seen_at=as_read + timedelta(seconds=1), mailed_at=None
    )
    gone = say(ada, talk, "Wrong window.")
    say(ada, talk, "At noon?")
    tell()
    remove(ada, gone, "")
    work()
    work()
    assert "At noon?" in mailed(nia)[-1].body
    assert not any("Wrong window." in message.body for message in mailed(nia))


def test_mail_programs_thread_it_as_one_conversation_of_one_list(ada, ben, talk, say, work):
    answered = say(ada, talk, "At noon?")
    say(ada, talk, "Or at one?", reply_to=answered)
    work()
    first, second, third = (message.extra_headers for message in mailed(ben))
    for headers in (first, second, third):
        assert headers["List-ID"].endswith("<conversations.127.0.0.1>")
        assert "None" not in headers["List-ID"]
        assert headers["List-Archive"] == f"<http://127.0.0.1:8000{talk.get_absolute_url()}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Message-ID"] == second["In-Reply-To"]
    assert third["In-Reply-To"] == second["Message-ID"]


def test_one_click_stops_it_and_the_pages_of_its_links_name_it(as_, ada, ben, nia, talk, say, work):
    work()
    paths = dict(re.findall(r"http://127\.0\.0\.1:8000(?=/mail/(stop|level)/)(\S+)", mailed(ben)[0].body))
    stranger = Client(enforce_csrf_checks=True)
    assert "Lunch on Friday" in stranger.get(paths["stop"]).text
    page = stranger.get(paths["level"]).text
    assert 'value="every"' in page and 'value="mute"' in page
    assert 'value="daily"' not in page and 'value="weekly"' not in page
    assert stranger.post(paths["level"], {"level": "daily"}).status_code == 422
    assert stranger.post(paths["stop"], {"List-Unsubscribe": "One-Click"}).status_code == 200
    say(ada, talk, "At noon?")
    work()
    assert len(mailed(ben)) == 1
    stranger.post(paths["stop"], {"again": "1"})
    say(ada, talk, "Or at one?")
    work()
    assert len(mailed(ben)) == 2
    talking.leave(talk, ben)
    for path in paths.values():
        assert "Lunch on Friday" not in stranger.get(path).text


def test_mails_of_messages_can_be_switched_off_by_themselves(as_, ada, ben, topic, say, talk, work):
    as_(ben).post("/settings/notifications/", {"message-bell": "on", "reply-bell": "on", "reply-mail": "on"})
    following.follow(ben, topic, Level.EVERY)
    say(ada, topic, "Words in the open.")
    work()
    assert [message.subject for message in mailed(ben)] == [f"Re: {topic.title}"]
    assert Notification.objects.filter(member=ben, kind="message").exists()


def test_a_digest_has_topics_and_no_messages(ada, ben, board, start, say, work):
    noon = timezone.now().replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=False) as clock:
        FollowPreference.objects.create(member=ben, topic=Level.DAILY)
        topic = start(ada, board, title="In the open")
        following.follow(ben, topic)
        talk = talking.start(ada, ben)
        clock.shift(60)
        say(ada, topic, "Words in the open.")
        say(ada, talk, "At noon?")
        work()
        clock.move_to(noon + timedelta(days=1))
        digests.write_due_digests()
        work()
    message, digest = mailed(ben)
    assert message.subject == "Lunch on Friday"
    assert "In the open" in digest.body
    assert "Lunch on Friday" not in digest.body and "At noon?" not in digest.body


def test_the_summary_of_what_exceeds_ones_limit_has_topics_and_no_messages(
    ada, ben, board, start, say, talk, work
):
    # Tomorrow's, for the conversation has begun already.
    noon = timezone.now().replace(hour=12, minute=0) + timedelta(days=1)
    with time_machine.travel(noon, tick=False) as clock:
        NotificationPreference.objects.create(member=ben, most_mails=1)
        topic = start(ada, board, title="In the open")
        following.follow(ben, topic, Level.EVERY)
        clock.shift(60)
        for place in (topic, talk, topic):
            say(ada, place, "One more.")
            clock.shift(60)
        work()
        assert len(mailed(ben)) == 1
        clock.move_to(noon + timedelta(days=1))
        daily_limit.write_overflow_mails()
        work()
    rest = mailed(ben)[-1]
    assert "more update" in rest.subject and "In the open" in rest.body
    assert "Lunch on Friday" not in rest.body
    assert Notification.objects.filter(member=ben, kind="message").exists()


def test_who_came_later_gets_the_message_alone_and_not_what_it_quotes(ada, ben, nia, talk, say, work):
    FollowPreference.objects.create(member=nia, topic=Level.EVERY)
    post = talk.posts.get()
    talking.add(talk, nia, from_number=2)
    say(ada, talk, f"[@ada](/p/{post.pk}/):\n> the harbour\n\nNow with all of us.", reply_to=post)
    work()
    earlier, later = mailed(ben)[-1], mailed(nia)[-1]
    for words in in_words(earlier):
        assert "the harbour" in words and "Now with all of us." in words
    for words in in_words(later):
        assert "Now with all of us." in words
        assert "harbour" not in words


def test_a_visitor_cannot_ask_to_follow_it_by_mail(talk, topic, settings):
    settings.HAS_MAIL = True
    browser = Client()
    for place, status in ((topic, 200), (talk, 404)):
        address = f"/t/{place.pk}-{place.slug}/follow-by-mail/"
        answer = browser.post(address, {"address": ADDRESS}, **OURS)
        assert answer.status_code == status
    assert [follow.topic for follow in Follow.objects.filter(member=None)] == [topic]
