"""Reacting at one moment or bookmarking (K6): one for a member and a post, each counted, and none waits for a topic that is locked."""

from functools import partial

import pytest
from django.db import connection, transaction

from forum.bookmarks.models import Bookmark
from forum.limits import LIMITS, Limit
from forum.members import closing_accounts
from forum.pages.posts.extras import extras_of
from forum.reactions.models import Reaction
from forum.topics.models import Topic
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS = 20


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch):
    monkeypatch.setitem(LIMITS, "react", Limit(10_000, 60))


@pytest.fixture
def post(topic):
    return topic.posts.get()


def pressing(browser, post, emoji):
    path = f"/p/{post.pk}/react/" if emoji else f"/p/{post.pk}/react/take-back/"
    return lambda: browser.post(path, {"emoji": emoji}).status_code


def tally(reader, topic, post):
    extras = extras_of(reader, topic, [post]).posts[post.pk]
    return dict(extras.reactions)


def test_a_member_who_presses_many_buttons_at_once_has_one_reaction(as_, ben, topic, post):
    emoji = ["👍", "❤️", "😄", "🎉"]
    calls = [pressing(as_(ben), post, emoji[n % 4]) for n in range(REQUESTS)]
    assert set(at_once(calls)) == {303}
    assert list(tally(ben, topic, post).values()) == [1]


def test_reacting_and_taking_back_leave_one_or_none(as_, ben, topic, post):
    calls = [pressing(as_(ben), post, "👍" if n % 2 else "") for n in range(REQUESTS)]
    assert set(at_once(calls)) == {303}
    assert Reaction.objects.count() <= 1


def test_twenty_members_are_twenty(as_, ben, topic, post, crowd):
    browsers = [as_(member) for member in crowd(REQUESTS)]
    outcomes = at_once([pressing(browser, post, "👍🎉"[n % 2]) for n, browser in enumerate(browsers)])
    assert failures(outcomes) == []
    assert tally(ben, topic, post) == {"👍": 10, "🎉": 10}
    at_once([pressing(browser, post, "") for browser in browsers])
    assert tally(ben, topic, post) == {}


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time, whatever the rows."
)
def test_a_reaction_does_not_wait_for_a_reply_that_holds_the_topic(as_, ben, topic, post):
    browser = as_(ben)
    with transaction.atomic():
        Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
        [outcome] = at_once([pressing(browser, post, "👍")])
    assert outcome == 303
    assert tally(ben, topic, post) == {"👍": 1}


def test_an_account_that_is_closed_meanwhile_leaves_no_reaction(as_, ada, ben, topic, post):
    calls = [pressing(as_(ben), post, "👍") for _press in range(6)]
    at_once([*calls, lambda: closing_accounts.close(ben)])
    assert tally(ada, topic, post) == {}


def test_bookmarking_at_once_makes_one_bookmark(as_, ben, post):
    browsers = [as_(ben) for _press in range(8)]
    answers = at_once([partial(browser.post, f"/p/{post.pk}/bookmark/add/") for browser in browsers])
    assert {answer.status_code for answer in answers} == {303}
    assert Bookmark.objects.count() == 1
