"""Reading posts: how far somebody has come, where they go on, and what falls silent by it."""

from functools import partial

import pytest
from django.utils import timezone

from forum.follows import following
from forum.moderation import post_acts
from forum.notifications.models import Notification
from forum.topics import read_marks
from forum.topics.models import ReadMark
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db


def mark_of(member, topic):
    return read_marks.last_read_number(member, topic)


def test_looking_at_a_page_reads_what_stands_on_it(as_, eve, long_topic):
    topic = long_topic(45)
    browser = as_(eve)
    for page, number in ((1, 20), (3, 45), (2, 45)):
        browser.get(f"{topic.get_absolute_url()}?page={page}")
        assert mark_of(eve, topic) == number


def test_reading_the_posts_reads_the_notification_once_all_of_them_were_seen(
    as_, eve, ben, long_topic, say, tell
):
    topic = long_topic(20)
    following.follow(eve, topic, "site")
    for number in range(3):
        say(ben, topic, f"More {number}")
    tell()
    browser = as_(eve)
    browser.get(topic.get_absolute_url())
    assert Notification.objects.get(member=eve).read_at is None
    browser.get(f"{topic.get_absolute_url()}?page=2")
    assert Notification.objects.get(member=eve).read_at is not None


def test_a_page_that_is_fetched_in_advance_is_not_read(as_, eve, topic, noticed):
    noticed()
    for header in ("sec-purpose", "purpose"):
        as_(eve).get(topic.get_absolute_url(), headers={header: "prefetch;prerender"})
    assert mark_of(eve, topic) == 0
    assert Notification.objects.get().read_at is None


def test_a_visitor_leaves_no_mark(as_, topic):
    as_().get(topic.get_absolute_url())
    assert not ReadMark.objects.exists()


def test_the_first_unread_post_is_where_one_goes_on(as_, eve, long_topic):
    topic = long_topic(45)
    browser = as_(eve)
    address = f"{topic.get_absolute_url()}unread/"
    assert browser.get(address).url.endswith(f"/#post-{topic.posts.get(number=1).pk}")
    read_marks.mark_read(eve, topic, 24)
    answer = browser.get(address)
    assert answer.status_code == 303
    assert answer.url == f"{topic.get_absolute_url()}?page=2#post-{topic.posts.get(number=25).pk}"
    read_marks.mark_read(eve, topic, 45)
    assert browser.get(address).url.endswith(f"#post-{topic.posts.get(number=45).pk}")
    assert as_().get(address).url.endswith(f"#post-{topic.posts.get(number=45).pk}")


def test_a_removed_post_is_passed_over(as_, eve, mod, ben, topic, say):
    gone, stands = say(ben, topic, "Gone"), say(ben, topic, "Stands")
    read_marks.mark_read(eve, topic, 1)
    post_acts.remove(mod, gone, "x")
    assert as_(eve).get(f"{topic.get_absolute_url()}unread/").url.endswith(f"#post-{stands.pk}")


def test_a_line_says_where_the_new_posts_begin(as_, eve, ben, topic, say):
    browser = as_(eve)
    say(ben, topic, "Read.")
    assert "New since your last visit" not in browser.get(topic.get_absolute_url()).text
    new = say(ben, topic, "New.")
    page = browser.get(topic.get_absolute_url()).text
    assert page.index("Read.") < page.index("New since your last visit") < page.index(f'id="post-{new.pk}"')
    assert "New since your last visit" not in browser.get(topic.get_absolute_url()).text


def test_what_a_member_has_just_posted_is_not_new_to_them(as_, eve, ben, topic, say):
    browser = as_(eve)
    say(ben, topic, "Read.")
    browser.get(topic.get_absolute_url())
    say(eve, topic, "An answer of my own.")
    assert "New since your last visit" not in browser.get(topic.get_absolute_url()).text
    say(eve, topic, "And one more.")
    meanwhile = say(ben, topic, "From somebody else meanwhile.")
    page = browser.get(topic.get_absolute_url()).text
    line = page.index("New since your last visit")
    assert page.index("And one more.") < line < page.index(f'id="post-{meanwhile.pk}"')


@pytest.mark.django_db(transaction=True)
def test_a_mark_never_goes_back_and_is_one_row(eve, long_topic):
    topic = long_topic(45)
    for _round in range(3):
        ReadMark.objects.all().delete()
        numbers = [1, 45, 20, 3, 44, 45, 2, 30] * 2
        assert failures(at_once([partial(read_marks.mark_read, eve, topic, n) for n in numbers])) == []
        assert ReadMark.objects.get().number == 45


@pytest.mark.django_db(transaction=True)
def test_pages_seen_at_once_leave_the_highest_mark(as_, eve, long_topic):
    topic = long_topic(45)
    browsers = [as_(eve) for _page in range(6)]
    calls = [
        partial(browser.get, f"{topic.get_absolute_url()}?page={page}")
        for browser, page in zip(browsers, (3, 1, 2) * 2, strict=True)
    ]
    assert {answer.status_code for answer in at_once(calls)} == {200}
    assert mark_of(eve, topic) == 45


def test_the_mark_says_when(eve, topic):
    before = timezone.now()
    read_marks.mark_read(eve, topic, 1)
    assert ReadMark.objects.get().read_at >= before
