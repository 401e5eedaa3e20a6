"""What has been told and is gone since: the bell, its number and its sentence say what is left, at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Level
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.notifications.forgetting import forget_deliveries
from forum.notifications.models import Delivery, Notification
from forum.notifications.notifying import notify_of_security_change
from forum.posts import removing
from forum.topics import read_marks
from forum.topics.models import Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(as_, eve):
    """told() → the number at Eve's bell, and the sentences of her unread notifications, newest first."""

    def act(reader=eve):
        browser = as_(reader)
        number = browser.get("/notifications/count/").json()["unread"]
        rows = browser.get("/notifications/").text.split('class="notification-row notification-new"')[1:]
        return number, [row.partition('/">')[2].partition("</a>")[0] for row in rows]

    return act


def one(sentence):
    return 1, [sentence]


def test_a_reply_that_a_moderator_removes_leaves_the_bell_and_comes_back(told, mod, topic, noticed):
    noticed()
    reply = topic.posts.get(number=2)
    post_acts.remove(mod, reply, "x")
    assert told() == (0, [])
    post_acts.restore(mod, reply)
    assert told() == one("ben replied in “A first question”")


def test_a_reply_taken_back_is_not_counted_with_the_next(told, ada, ben, topic, say, tell, noticed):
    noticed()
    removing.remove(ben, topic.posts.get(number=2))
    say(ada, topic, "Another.")
    tell()
    assert told() == one("Ada Lindqvist (@ada) replied in “A first question”")


def test_with_the_post_that_started_the_topic_they_are_posts_and_not_replies_alone(
    told, ada, ben, eve, mod, board, say, start, tell
):
    following.follow(eve, board, Level.SITE)
    topic = start(ada, board, title="Soil")
    tell()
    following.follow(eve, topic, Level.SITE)
    say(ben, topic, "Clay.")
    say(ben, topic, "Loam.")
    tell()
    assert told() == one("3 new posts in “Soil”")
    post_acts.remove(mod, topic.posts.get(number=3), "x")
    assert told() == one("2 new posts in “Soil”")


def test_of_several_the_rest_is_counted_and_named(told, ada, mod, topic, say, tell, noticed):
    noticed(replies=2)
    say(ada, topic, "A third.")
    tell()
    assert told() == one("3 new replies in “A first question”")
    post_acts.remove(mod, topic.posts.get(number=3), "x")
    assert told() == one("2 new replies in “A first question”")
    post_acts.remove(mod, topic.posts.get(number=4), "x")
    assert told() == one("ben replied in “A first question”")


def test_a_mention_that_is_gone_leaves_the_weaker_reason(told, ada, ben, mod, topic, say, tell, noticed):
    noticed()
    mention = say(ada, topic, "What do you think, @eve?")
    tell()
    assert "mentioned" in told()[1][0]
    post_acts.remove(mod, mention, "x")
    assert told() == one("ben replied in “A first question”")


def test_who_mentioned_one_is_named_however_many_posts_come_after(
    told, as_, ada, ben, eve, topic, say, tell, noticed
):
    noticed()
    say(ada, topic, "What do you think, @eve?")
    tell()
    say(ben, topic, "I think nothing.")
    tell()
    assert told() == one("Ada Lindqvist (@ada) mentioned you in “A first question” (3 new posts)")
    assert "What do you think, @eve?" in as_(eve).get("/notifications/").text
    following.mute(eve, ada)
    assert told() == one("2 new replies in “A first question”")


def test_a_quote_after_the_mention_hides_neither_it_nor_who_made_it(told, ada, ben, eve, topic, say, tell):
    mine = say(eve, topic, "My word.")
    say(ada, topic, "What do you think, @eve?")
    tell()
    say(ben, topic, f"> @eve [wrote](/p/{mine.pk}/):\n>\n> My word.\n\nYes.")
    tell()
    assert told() == one("Ada Lindqvist (@ada) mentioned you in “A first question” (2 new posts)")


def test_a_notification_of_long_ago_still_names_who_mentioned(as_, ada, ben, eve, topic, say, tell, noticed):
    noticed()
    say(ada, topic, "And @eve?")
    tell()
    say(ben, topic, "More.")
    tell()
    as_(eve).get(topic.get_absolute_url())
    Delivery.objects.all().delete()
    page = as_(eve).get("/notifications/").text
    assert "Ada Lindqvist (@ada) mentioned you in “A first question” (3 new posts)" in page


def test_an_ignored_members_reply_leaves_the_bell_until_they_are_heard_again(
    told, ada, ben, eve, topic, say, tell, noticed
):
    noticed()
    following.mute(eve, ben)
    assert told() == (0, [])
    say(ada, topic, "Mine.")
    tell()
    assert told() == one("Ada Lindqvist (@ada) replied in “A first question”")
    following.unfollow(eve, ben)
    assert told() == one("2 new replies in “A first question”")


@pytest.mark.parametrize("kind", ["topic", "board", "tag"])
def test_what_is_muted_leaves_the_bell_and_a_followed_topic_stays(kind, told, ben, eve, board, start, tell):
    tag = Tag.objects.create(name="Glue", slug="glue")
    following.follow(eve, ben)
    topic = start(ben, board, title="Of glue", tags=[tag])
    tell()
    assert told() == one("ben started “Of glue”")
    following.mute(eve, {"topic": topic, "board": board, "tag": tag}[kind])
    assert told() == (0, [])
    following.follow(eve, topic)
    assert told() == one("ben started “Of glue”")


def test_whoever_stops_following_hears_no_more_and_a_mention_stays(told, ada, eve, topic, say, tell, noticed):
    noticed()
    following.unfollow(eve, topic)
    assert told() == (0, [])
    say(ada, topic, "And @eve?")
    tell()
    assert told() == one("Ada Lindqvist (@ada) mentioned you in “A first question”")


def test_a_follower_who_leaves_stops_or_is_ignored_leaves_the_bell(told, ada, ben, eve, nia, tell):
    for follower in (ben, eve, nia):
        following.follow(follower, ada)
    tell()
    assert told(ada) == one("3 people started following you")
    closing_accounts.close(ben)
    assert told(ada) == one("2 people started following you")
    following.unfollow(nia, ada)
    assert told(ada) == one("eve is now following you")
    following.mute(ada, eve)
    assert told(ada) == (0, [])
    following.unfollow(ada, eve)
    assert told(ada) == one("eve is now following you")


def test_a_follower_who_hides_their_name_afterwards_is_not_named(told, ada, eve, tell):
    following.follow(eve, ada)
    tell()
    following.follow(eve, ada, is_shown=False)
    assert told(ada) == one("Someone is now following you")


def test_what_has_been_read_stays_in_the_list_as_read_without_what_is_gone(
    as_, told, eve, mod, topic, noticed
):
    noticed(replies=2)
    as_(eve).get(topic.get_absolute_url())
    assert told() == (0, [])
    assert "2 new replies" in as_(eve).get("/notifications/").text
    post_acts.remove(mod, topic.posts.get(number=2), "x")
    assert "ben replied in" in as_(eve).get("/notifications/").text
    post_acts.remove(mod, topic.posts.get(number=3), "x")
    assert topic.title not in as_(eve).get("/notifications/").text


def test_when_the_unread_one_of_two_is_removed_nothing_rings(told, eve, mod, topic, noticed):
    noticed(replies=2)
    read_marks.mark_read(eve, topic, 2)
    assert told() == one("ben replied in “A first question”")
    post_acts.remove(mod, topic.posts.get(number=3), "x")
    assert told() == (0, [])


def test_a_topic_out_of_sight_leaves_the_bell_and_comes_back(told, root, board, topic, noticed):
    noticed()
    for hide, show in (
        (lambda: topic_acts.remove(root, topic, "x"), lambda: topic_acts.restore(root, topic)),
        (lambda: apply_preset(board, Preset.STAFF), lambda: apply_preset(board, Preset.PUBLIC)),
    ):
        hide()
        assert told() == (0, [])
        show()
        assert told()[0] == 1


def test_what_an_unread_notification_tells_of_is_remembered_however_old(told, mod, topic, noticed):
    noticed(replies=2)
    Delivery.objects.update(done_at=timezone.now() - Delivery.KEPT_FOR - timedelta(days=1))
    forget_deliveries()
    post_acts.remove(mod, topic.posts.get(number=3), "x")
    assert told() == one("ben replied in “A first question”")


def test_a_read_notification_of_long_ago_says_what_it_said(as_, eve, topic, noticed):
    noticed(replies=2)
    as_(eve).get(topic.get_absolute_url())
    Delivery.objects.all().delete()
    assert "2 new replies" in as_(eve).get("/notifications/").text


def test_bell_and_list_take_the_same_queries_for_few_and_many(
    as_, ada, ben, eve, board, start, say, tell, warm
):
    following.follow(eve, ben)
    browser, counts = as_(eve), []
    for more in (1, 8):
        for n in range(more):
            say(ada, start(ben, board, title=f"T{more}-{n}"), "And @eve?")
        tell()
        warm(browser)
        for address in ("/notifications/", "/notifications/count/"):
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def mark_all(browser, page: str):
    until = page.partition('name="until" value="')[2].partition('"')[0]
    return browser.post("/notifications/read/", {"until": until})


def test_all_means_everything_that_was_raised_before_the_newest_shown(as_, eve, board, start, ada):
    """However late its row was made: what was raised anew is newer than its number says."""
    now, topics = timezone.now(), [start(ada, board, title=f"T{n}") for n in range(3)]
    for n in range(60):
        raised_at = now - timedelta(minutes=n if n < 10 else 100 - n)
        Notification.objects.create(
            member=eve, kind="reply", matter=f"k{n}", topic=topics[n % 3], count=1, raised_at=raised_at
        )
    browser = as_(eve)
    mark_all(browser, browser.get("/notifications/").text)
    assert not Notification.objects.filter(read_at=None).exists()
    assert "Mark all as read" not in browser.get("/notifications/").text


def test_a_notification_raised_after_the_page_was_shown_stays_unread(
    as_, ada, eve, topic, say, tell, noticed
):
    notification = noticed()
    notify_of_security_change(eve, "password_changed")
    browser = as_(eve)
    page = browser.get("/notifications/").text
    say(ada, topic, "And you, @eve?")
    tell()
    mark_all(browser, page)
    assert list(Notification.objects.filter(read_at=None)) == [notification]


def test_all_leaves_unread_what_was_out_of_sight(as_, told, eve, mod, topic, noticed):
    noticed()
    notify_of_security_change(eve, "password_changed")
    reply = topic.posts.get(number=2)
    post_acts.remove(mod, reply, "x")
    browser = as_(eve)
    mark_all(browser, browser.get("/notifications/").text)
    assert told() == (0, [])
    post_acts.restore(mod, reply)
    assert told() == one("ben replied in “A first question”")
