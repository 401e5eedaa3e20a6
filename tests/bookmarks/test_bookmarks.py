"""Bookmarks: of one member and a post, with a note and a reminder, seen by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.bookmarks import bookmarking
from forum.bookmarks.models import Bookmark
from forum.mail.delaying import DELAY
from forum.members import closing_accounts
from forum.moderation import post_acts
from forum.notifications.bookmark_reminders import send_due_reminders
from forum.notifications.models import Delivery, Notification, NotificationPreference
from tests.mail.outgoing import mailed, send

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def post(topic):
    return topic.posts.get()


def test_a_post_is_bookmarked_by_a_button_and_found_in_the_list(as_, ben, topic, post):
    browser = as_(ben)
    assert f'formaction="/p/{post.pk}/bookmark/add/"' in browser.get(topic.get_absolute_url()).text
    answer = browser.post(f"/p/{post.pk}/bookmark/add/", {"body": "Half a thought"})
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}#post-{post.pk}")
    page = browser.get(topic.get_absolute_url()).text
    # The browser goes to the post, where it is said what has been done, and nowhere else.
    assert page.count("Bookmarked.") == 1
    assert page.index(f'id="post-{post.pk}"') < page.index("Bookmarked.") < page.index(f"{post.text}</p>")
    assert f'href="/p/{post.pk}/bookmark/"' in page
    assert "Half a thought</textarea>" in page
    page = browser.get("/bookmarks/").text
    assert topic.title in page
    assert post.text in page


def test_a_script_gets_the_sign_alone(as_, ben, post):
    answer = as_(ben).post(f"/p/{post.pk}/bookmark/add/", headers={"X-Requested-With": "fetch"})
    assert answer.text.strip().startswith('<span class="bookmark" data-part><a class="act"')


def test_it_is_nobody_elses(as_, ben, eve, topic, post):
    as_(ben).post(f"/p/{post.pk}/bookmark/", {"note": "For the winter"})
    assert topic.title not in as_(eve).get("/bookmarks/").text
    assert "data-on" not in as_(eve).get(topic.get_absolute_url()).text
    assert "For the winter" not in as_(eve).get(f"/p/{post.pk}/bookmark/").text
    assert as_().get("/bookmarks/").url.startswith("/accounts/login/")
    assert "bookmark" not in as_().get(topic.get_absolute_url()).text


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("when", "at", "wanted"),
    [
        ("", "", None),
        ("tomorrow", "", datetime(2026, 5, 5, 7, tzinfo=UTC)),
        ("week", "", datetime(2026, 5, 11, 7, tzinfo=UTC)),
        ("at", "2026-06-01T18:30", datetime(2026, 6, 1, 16, 30, tzinfo=UTC)),
        ("", "2026-06-01T18:30", datetime(2026, 6, 1, 16, 30, tzinfo=UTC)),
        ("tomorrow", "2026-06-01T18:30", datetime(2026, 6, 1, 16, 30, tzinfo=UTC)),
    ],
)
def test_a_reminder_comes_at_a_time_of_the_readers_own(as_, ben, post, when, at, wanted):
    ben.time_zone = "Europe/Berlin"
    ben.save()
    sent = {"note": "Try it", "when": when, "at": at}
    assert as_(ben).post(f"/p/{post.pk}/bookmark/", sent).status_code == 303
    row = Bookmark.objects.get()
    assert (row.note, row.remind_at) == ("Try it", wanted)


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(("when", "wanted"), [("", None), ("tomorrow", datetime(2026, 5, 5, 9, tzinfo=UTC))])
def test_a_time_that_the_form_showed_gives_way_to_another_choice(as_, ben, post, when, wanted):
    bookmarking.annotate(ben, post, "", datetime(2026, 6, 1, 16, 30, tzinfo=UTC))
    as_(ben).post(f"/p/{post.pk}/bookmark/", {"when": when, "at": "2026-06-01T16:30"})
    assert Bookmark.objects.get().remind_at == wanted


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("", "Your bookmark is saved."),
        ("tomorrow", "Your bookmark is saved. The reminder is on 5 May 2026, 09:00."),
    ],
)
def test_the_confirmation_says_when_the_reminder_comes(as_, ben, topic, post, when, sentence):
    answer = as_(ben).post(f"/p/{post.pk}/bookmark/", {"when": when}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [sentence]


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"when": "at"}, "Choose a time."),
        ({"when": "at", "at": "2026-05-04T11:00"}, "Choose a time in the future."),
        ({"when": "", "at": "2020-05-04T11:00"}, "Choose a time in the future."),
        ({"when": "week", "at": "2020-05-04T11:00"}, "Choose a time in the future."),
        ({"when": "at", "at": "soon"}, "Enter a valid date/time."),
        ({"when": "never-ever"}, "Select a valid choice"),
        ({"note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field_and_kept(as_, ben, post, sent, sentence):
    sent = {"note": "Kept as it is"} | sent
    answer = as_(ben).post(f"/p/{post.pk}/bookmark/", sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sent["note"] in answer.text
    assert not Bookmark.objects.exists()


def test_a_due_reminder_is_told_once_and_leads_to_the_post(as_, ben, topic, post):
    bookmarking.annotate(ben, post, "100 % wool", timezone.now() + timedelta(hours=1))
    send_due_reminders()
    assert not Notification.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        send_due_reminders()
        send_due_reminders()
    browser = as_(ben)
    assert f"Reminder: 100 % wool (a post in “{topic.title}”)" in browser.get("/notifications/").text
    notification = Notification.objects.get(member=ben)
    assert browser.get(f"/notifications/{notification.pk}/").url == post.get_absolute_url()
    assert browser.get("/notifications/count/").json()["unread"] == 0
    assert Bookmark.objects.get().remind_at is None
    assert not Delivery.objects.filter(channel="mail").exists()


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_reminder_may_come_by_email_while_the_post_can_be_seen(ben, board, topic, post, is_seen):
    NotificationPreference.objects.create(member=ben, choices={"reminder": {"mail": True}})
    bookmarking.annotate(ben, post, "About birds", timezone.now() - timedelta(hours=1))
    send_due_reminders()
    if not is_seen:
        apply_preset(board, Preset.STAFF)
    with time_machine.travel(timezone.now() + DELAY, tick=False):
        send()
    sent = [(message.subject, f"/p/{post.pk}/" in message.body) for message in mailed(ben)]
    assert sent == [(f"Reminder: About birds (a post in “{topic.title}”)", True)][:is_seen]


@pytest.mark.parametrize("way", ["hidden", "removed"])
def test_of_what_is_out_of_sight_nothing_is_told_but_ones_own_note(
    as_, ben, mod, board, topic, post, say, way
):
    reply = say(mod, topic, "Beware of the heron.")
    bookmarking.annotate(ben, reply, "About birds", timezone.now() - timedelta(hours=1))
    if way == "hidden":
        apply_preset(board, Preset.STAFF)
    else:
        post_acts.remove(mod, reply, "x")
    send_due_reminders()
    assert not Notification.objects.filter(kind="reminder").exists()
    browser = as_(ben)
    page = browser.get("/bookmarks/").text
    assert "About birds" in page
    assert "heron" not in page
    assert topic.title not in page
    assert browser.get(f"/p/{reply.pk}/bookmark/").status_code == 404
    browser.post(f"/p/{reply.pk}/bookmark/remove/")
    assert not Bookmark.objects.exists()


def test_a_bookmark_is_removed(as_, ben, eve, topic, post):
    for member in (ben, eve):
        bookmarking.bookmark(member, post)
    as_(ben).post(f"/p/{post.pk}/bookmark/remove/")
    assert list(Bookmark.objects.values_list("member", flat=True)) == [eve.pk]


def test_there_are_so_many_and_no_more(as_, ben, topic, post, say, monkeypatch):
    monkeypatch.setattr(bookmarking, "MOST", 1)
    other = say(ben, topic)
    bookmarking.bookmark(ben, other)
    assert as_(ben).post(f"/p/{post.pk}/bookmark/", {"note": "Kept"}).status_code == 409
    assert as_(ben).post(f"/p/{post.pk}/bookmark/add/").status_code == 303
    assert Bookmark.objects.count() == 1


def test_the_list_takes_as_many_queries_for_many_as_for_few(as_, ben, long_topic):
    browser, asked = as_(ben), []
    posts = list(long_topic(40).posts.order_by("number"))
    for some in (posts[:2], posts):
        for post in some:
            bookmarking.bookmark(ben, post)
        browser.get("/bookmarks/")
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/bookmarks/").text
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert page.count('class="notification-row"') == 30
    assert "?before=" in page


def test_a_closed_account_keeps_none(ben, post):
    bookmarking.bookmark(ben, post)
    closing_accounts.close(ben)
    assert not Bookmark.objects.exists()
