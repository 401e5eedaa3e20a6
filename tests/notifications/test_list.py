"""/notifications/: what one has been told, by day; each leads where it should, and is nobody else's."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.moderation import post_acts, topic_acts
from forum.notifications.forgetting import KEPT_AFTER_READING, forget_read_notifications
from forum.notifications.models import Notification
from forum.notifications.notifying import notify_of_security_change
from forum.topics import read_marks
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_sign_in_and_comes_back(as_, db):
    assert as_().get("/notifications/").url == "/accounts/login/?next=/notifications/"


def test_an_empty_list_says_what_to_do(as_, eve):
    page = as_(eve).get("/notifications/").text
    assert "Nothing yet." in page
    assert "See the latest topics" in page


def test_several_replies_are_one_notification_with_their_number(as_, eve, topic, noticed):
    noticed(replies=3)
    page = as_(eve).get("/notifications/").text
    assert f"3 new replies in “{topic.title}”" in page
    assert page.count('class="notification-row') == 1


def test_notifications_are_grouped_by_the_readers_own_day(as_, eve, topic, noticed):
    eve.time_zone = "Asia/Tokyo"
    eve.save()
    notification = noticed()
    page = as_(eve).get("/notifications/").text
    assert "Today" in page
    for back, label in ((1, "Yesterday"), (400, str((timezone.now() - timedelta(days=400)).year))):
        Notification.objects.filter(pk=notification.pk).update(
            raised_at=timezone.now() - timedelta(days=back)
        )
        assert label in as_(eve).get("/notifications/").text


def test_a_notification_leads_to_the_first_unread_post(as_, eve, topic, noticed):
    notification = noticed(replies=3)
    answer = as_(eve).get(f"/notifications/{notification.pk}/")
    assert answer.url == f"/p/{topic.posts.get(number=2).pk}/"


def test_where_the_first_unread_post_was_removed_it_leads_on(as_, eve, mod, topic, noticed):
    read_marks.mark_read(eve, topic, 1)
    notification = noticed(replies=2)
    post_acts.remove(mod, topic.posts.get(number=2), "x")
    browser = as_(eve)
    answer = browser.get(f"/notifications/{notification.pk}/")
    assert answer.url == f"/p/{topic.posts.get(number=3).pk}/"


def test_merely_opening_the_list_or_the_way_reads_nothing(as_, eve, noticed):
    notification = noticed()
    browser = as_(eve)
    for address in ("/notifications/", f"/notifications/{notification.pk}/", "/notifications/count/"):
        browser.get(address)
    assert browser.get("/notifications/read/").status_code == 405
    assert Notification.objects.get().read_at is None


def test_one_notification_is_marked_read_and_that_twice_is_once(as_, eve, noticed):
    notification = noticed()
    browser = as_(eve)
    for _click in range(2):
        assert browser.post("/notifications/read/", {"notification": notification.pk}).status_code == 303
    assert Notification.objects.get().read_at is not None
    assert "Mark as read" not in browser.get("/notifications/").text


def test_all_means_those_that_were_shown_and_not_one_that_came_since(
    as_, eve, ben, topic, say, tell, noticed
):
    notification = noticed()
    notify_of_security_change(eve, "password_changed")
    assert (
        as_(eve).post("/notifications/read/", {"until": notification.raised_at.isoformat()}).status_code
        == 303
    )
    assert list(Notification.objects.filter(read_at=None).values_list("kind", flat=True)) == ["security"]


@pytest.mark.parametrize(
    "sent",
    [
        {"notification": "x"},
        {"notification": ""},
        {"until": "1e9"},
        {"until": "0001-01-01T00:00:00+14:00"},
        {"until": "9999-12-31T23:59:59-12:00"},
        {"until": "2026-02-30T00:00Z"},
        {"until": "2026-02-20"},
        {},
        {"notification": "9" * 30},
    ],
)
def test_marking_what_is_none_is_not_found(sent, as_, eve, noticed):
    noticed()
    assert as_(eve).post("/notifications/read/", sent).status_code == 404
    assert Notification.objects.get().read_at is None


def test_the_notifications_of_others_are_not_found(as_, eve, nia, noticed):
    notification = noticed()
    browser = as_(nia)
    assert browser.get(f"/notifications/{notification.pk}/").status_code == 404
    assert browser.post("/notifications/read/", {"notification": notification.pk}).status_code == 404
    browser.post("/notifications/read/", {"until": notification.raised_at.isoformat()})
    assert Notification.objects.get().read_at is None


def test_what_has_gone_out_of_sight_is_not_listed_and_leads_nowhere(as_, eve, topic, noticed):
    notification = noticed()
    apply_preset(topic.board, Preset.STAFF)
    browser = as_(eve)
    assert topic.title not in browser.get("/notifications/").text
    assert browser.get(f"/notifications/{notification.pk}/").status_code == 404


def test_a_new_follower_leads_to_their_page_and_is_read_by_that(as_, ada, ben, tell):
    following.follow(ben, ada)
    tell()
    notification = Notification.objects.get(member=ada)
    browser = as_(ada)
    assert "ben is now following you" in browser.get("/notifications/").text
    cross = browser.get(f"/notifications/{notification.pk}/", headers={"sec-fetch-site": "cross-site"})
    assert cross.url == "/u/ben/"
    assert Notification.objects.get().read_at is None
    assert browser.get(f"/notifications/{notification.pk}/").url == "/u/ben/"
    assert Notification.objects.get().read_at is not None


def test_a_follower_who_is_not_shown_is_not_named(as_, ada, ben, tell):
    following.follow(ben, ada, is_shown=False)
    tell()
    notification = Notification.objects.get(member=ada)
    page = as_(ada).get("/notifications/").text
    assert "Someone is now following you" in page
    assert "ben" not in page
    assert as_(ada).get(f"/notifications/{notification.pk}/").url == "/u/ada/followers/"


def test_an_author_reads_what_a_moderator_did_though_the_topic_is_gone(as_, ada, mod, topic, tell):
    topic_acts.remove(mod, topic, "Said before")
    tell()
    page = as_(ada).get("/notifications/").text
    assert f"A moderator removed your topic “{topic.title}”: Said before" in page
    answer = as_(ada).get(f"/notifications/{Notification.objects.get(member=ada).pk}/", follow=True)
    assert "How does this work?" in answer.text


def test_a_change_of_ones_password_is_told_at_the_bell(as_, ada):
    browser = as_(ada)
    fields = {
        "oldpassword": PASSWORD,
        "password1": "another-long-phrase-7",
        "password2": "another-long-phrase-7",
    }
    browser.post("/accounts/password/change/", fields)
    assert "Your password was changed" in browser.get("/notifications/").text
    assert browser.get(f"/notifications/{Notification.objects.get().pk}/").url == "/accounts/password/change/"


def test_names_and_titles_are_escaped(as_, ben, eve, topic, noticed):
    type(topic).objects.filter(pk=topic.pk).update(title="<b>x</b> %s %(who)s")
    ben.display_name = "<i>Ben</i> %d"
    ben.save()
    noticed()
    page = as_(eve).get("/notifications/").text
    assert "&lt;i&gt;Ben&lt;/i&gt; %d (@ben) replied in “&lt;b&gt;x&lt;/b&gt; %s %(who)s”" in page


def test_the_list_is_paged_and_each_page_takes_the_same_queries(as_, eve, ben, board, start, warm):
    topics = [start(ben, board, title=f"Topic {n}") for n in range(3)]
    now, counts = timezone.now(), []
    browser = as_(eve)
    for size in (2, 95):
        Notification.objects.all().delete()
        Notification.objects.bulk_create(
            Notification(
                member=eve, kind="reply", matter=f"k{n}", topic=topics[n % 3], actor=ben, count=1,
                raised_at=now - timedelta(minutes=n), read_at=now,
            )
            for n in range(size)
        )  # fmt: skip
        warm(browser)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/notifications/").text
        counts.append(len(queries))
    assert counts[0] == counts[1]
    seen = page.count('class="notification-row')
    while older := re.search(r'rel="next" href="[^"]*before=(\d+)"', page):
        before = older[1]
        page = browser.get(f"/notifications/?before={before}").text
        seen += page.count('class="notification-row')
    assert seen == 95


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "", "1' OR 1=1"])
def test_a_page_that_is_none_is_not_found(before, as_, eve, noticed):
    noticed()
    assert as_(eve).get("/notifications/", {"before": before}).status_code == 404


def test_what_was_read_long_ago_is_forgotten_and_what_is_unread_waits(eve):
    long_ago = timezone.now() - KEPT_AFTER_READING - timedelta(days=1)
    for key, read_at in (("a", long_ago), ("b", timezone.now()), ("c", None)):
        Notification.objects.create(
            member=eve, kind="followed", matter=key, raised_at=long_ago, read_at=read_at
        )
    assert forget_read_notifications() == 1
    assert sorted(Notification.objects.values_list("matter", flat=True)) == ["b", "c"]


def test_whoever_follows_and_stops_by_turns_is_told_of_once(as_, ada, ben, tell):
    for _turn in range(3):
        following.follow(ben, ada)
        tell()
        following.unfollow(ben, ada)
    assert Notification.objects.get(member=ada).count == 1


def test_the_addresses_of_before_lead_to_those_of_now(as_, eve, noticed):
    notification, browser = noticed(), as_(eve)
    for old, new in (
        ("/notices/?before=5", "/notifications/?before=5"),
        (f"/notices/{notification.pk}/", f"/notifications/{notification.pk}/"),
        ("/settings/notices/", "/settings/notifications/"),
    ):
        answer = browser.get(old)
        assert (answer.status_code, answer.url) == (301, new)
