"""The list of notifications by kind, what each post says, the newest below the bell, and marking unread again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.moderation import post_acts, topic_acts
from forum.notifications.models import Notification
from forum.notifications.notifying import notify_of_security_change
from forum.topics import read_marks
from tests.conftest import join

pytestmark = pytest.mark.django_db

ADDRESS, NEWEST = "/notifications/", "/notifications/newest/"


@pytest.fixture
def of_each_kind(ada, ben, eve, mod, board, topic, start, say, tell):
    """Ada is told of a reply, a mention, a follower, what a moderator did, and her password."""
    following.follow(ada, topic, "site")
    say(ben, topic, "An ordinary reply.")
    other = start(ben, board, title="Asking Ada", body="@ada what is this?")
    following.follow(eve, ada)
    topic_acts.lock(mod, topic, "Settled.")
    notify_of_security_change(ada, "password_changed")
    tell()
    return other


def test_the_list_is_filtered_by_kind(as_, ada, of_each_kind):
    browser = as_(ada)
    words = {
        "replies": "ben replied in", "mentions": "mentioned you in", "follows": "is now following you",
        "moderation": "A moderator locked", "other": "Your password was changed",
    }  # fmt: skip
    everything = browser.get(ADDRESS).text
    for group, sentence in words.items():
        page = browser.get(ADDRESS, {"kind": group}).text
        assert sentence in everything
        assert sentence in page
        assert page.count('class="notification-row') == 1
    assert "Nothing of this kind yet." in browser.get(ADDRESS, {"kind": "topics"}).text


@pytest.mark.parametrize("wrong", ["x", "reply", "\x00", "all", "Replies"])
def test_a_kind_that_is_none_is_not_found(as_, ada, wrong):
    assert as_(ada).get(ADDRESS, {"kind": wrong}).status_code == 404
    assert (
        as_(ada)
        .post("/notifications/read/", {"until": timezone.now().isoformat(), "kind": wrong})
        .status_code
        == 404
    )


def test_marking_all_read_in_a_filtered_list_leaves_the_others(as_, ada, of_each_kind):
    sent = {"until": timezone.now().isoformat(), "kind": "mentions", "next": "/notifications/?kind=mentions"}
    assert as_(ada).post("/notifications/read/", sent).url == "/notifications/?kind=mentions"
    assert set(Notification.objects.filter(member=ada, read_at=None).values_list("kind", flat=True)) == {
        "reply", "followed", "moderated", "security",
    }  # fmt: skip


def test_the_older_ones_of_a_kind_are_of_that_kind_too(as_, eve, ben, topic):
    Notification.objects.bulk_create(
        Notification(
            member=eve,
            kind=kind,
            matter=f"{kind}{n}",
            topic=topic,
            actor=ben,
            count=1,
            read_at=timezone.now(),
        )
        for n in range(45)
        for kind in ("reply", "followed")
    )
    page = as_(eve).get(ADDRESS, {"kind": "replies"}).text
    assert "?kind=replies&amp;before=" in page
    older = page.partition("?kind=replies&amp;before=")[2].partition('"')[0]
    page = as_(eve).get(ADDRESS, {"kind": "replies", "before": older}).text
    assert page.count('class="notification-row') == 5
    assert "following you" not in page


def test_what_the_post_says_is_shown_plain_and_short(as_, ben, eve, topic, say, tell):
    following.follow(eve, topic, "site")
    say(ben, topic, "> @ada [wrote](/p/1/):\n>\n> Quoted.\n\n**Bold** <q>words</q> & " + "long " * 100)
    tell()
    for address in (ADDRESS, NEWEST):
        page = as_(eve).get(address).text
        said = page.partition('class="notification-excerpt" dir="auto">')[2].partition("<")[0]
        assert said.startswith("Bold &lt;q&gt;words&lt;/q&gt; &amp; long long")
        assert "Quoted" not in said
        assert len(said) < 180


def test_what_the_reader_may_not_read_now_is_not_shown(as_, ben, eve, mod, topic, say, tell, noticed):
    noticed()
    browser = as_(eve)
    assert "Reply 0" in browser.get(ADDRESS).text
    post_acts.remove(mod, topic.posts.get(number=2), "x")
    assert "Reply 0" not in browser.get(ADDRESS).text + browser.get(NEWEST).text
    post_acts.restore(mod, topic.posts.get(number=2), "x")
    assert "Reply 0" in browser.get(NEWEST).text
    apply_preset(topic.board, Preset.STAFF)
    assert "Reply 0" not in browser.get(ADDRESS).text + browser.get(NEWEST).text


def test_nor_what_somebody_says_whom_they_ignore(as_, ben, eve, topic, noticed):
    notification = noticed()
    Notification.objects.filter(pk=notification.pk).update(read_at=timezone.now())
    notification.deliveries.all().delete()
    assert "Reply 0" in as_(eve).get(ADDRESS).text
    following.mute(eve, ben)
    assert "Reply 0" not in as_(eve).get(ADDRESS).text


def test_the_newest_below_the_bell_are_eight_at_most_and_reading_them_changes_nothing(
    as_, eve, ben, board, start, tell
):
    following.follow(eve, board, "site")
    for number in range(10):
        start(ben, board, title=f"Topic {number}")
    tell()
    page = as_(eve).get(NEWEST).text
    assert page.count('class="bell-entry') == 8
    assert "Topic 9" in page
    assert "Topic 1”" not in page
    assert "See all notifications" in page
    assert not Notification.objects.filter(read_at__isnull=False).exists()


def test_it_is_for_members_only(as_, db):
    assert as_().get(NEWEST).status_code == 403


@pytest.mark.parametrize("address", [ADDRESS, NEWEST])
def test_few_and_many_take_the_same_queries(as_, eve, ben, board, start, tell, address):
    following.follow(eve, board, "site")
    start(ben, board, title="One")
    tell()
    browser = as_(eve)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(6):
        start(join(f"member{number}"), board, title=f"Topic {number}")
    tell()
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_one_that_was_read_by_reading_the_topic_is_marked_unread_and_rings_until_read_again(
    as_, eve, topic, noticed
):
    notification = noticed()
    browser = as_(eve)
    browser.get(topic.get_absolute_url())
    assert browser.get("/notifications/count/").json()["unread"] == 0
    answer = browser.post("/notifications/read/", {"unread": notification.pk})
    assert answer.url == f"/notifications/#n-{notification.pk}"
    assert browser.get("/notifications/count/").json()["unread"] == 1
    assert "Mark as read" in browser.get(ADDRESS).text
    browser.get(topic.get_absolute_url())
    assert browser.get("/notifications/count/").json()["unread"] == 0


def test_where_a_newer_one_tells_of_the_same_the_old_one_stays_read(as_, ben, eve, topic, say, tell, noticed):
    old = noticed()
    browser = as_(eve)
    browser.post("/notifications/read/", {"notification": old.pk})
    say(ben, topic, "Later.")
    tell()
    assert browser.post("/notifications/read/", {"unread": old.pk}).status_code == 303
    assert "A newer notification tells you about this already." in browser.get(ADDRESS).text
    old.refresh_from_db()
    assert old.read_at is not None


def test_nobody_marks_those_of_others_unread(as_, eve, nia, topic, noticed):
    notification = noticed()
    read_marks.mark_read(eve, topic, 2)
    Notification.objects.update(read_at=timezone.now())
    assert as_(nia).post("/notifications/read/", {"unread": notification.pk}).status_code == 404
    for wrong in ("x", "", "9" * 30):
        assert as_(eve).post("/notifications/read/", {"unread": wrong}).status_code == 404
    assert not Notification.objects.filter(read_at=None).exists()
