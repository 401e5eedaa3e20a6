"""A poll is found by search, and is in the feeds and copies of its topic."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.checks import search as search_checks
from forum.checks.sampling import Look
from forum.follows import following
from forum.follows.models import FeedKey
from forum.moderation import post_acts
from forum.search import reindexing
from forum.topics.models import Topic
from tests.plumbing.feeds import read_feed

pytestmark = pytest.mark.django_db

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def asked(as_, ben, board):
    """A poll that Ben made in the form."""
    sent = {
        "title": "Drinks",
        "body": "Say it.",
        "key": uuid.uuid4().hex,
        "poll_question": "Which <one>?",
        "poll_option": ["Lapsang", "Ristretto & more"],
        "poll_most": "1",
        "poll_results": "always",
    }
    assert as_(ben).post(f"/b/{board.slug}/new/", sent).status_code == 303
    return Topic.objects.get().poll


def change(browser, poll, **texts):
    options = {f"option_{each.pk}": texts.get(each.text, each.text) for each in poll.options.all()}
    sent = options | {"poll_question": poll.question, "base": poll.revision, "poll_ends_at": ""}
    assert browser.post(f"{poll.topic.get_absolute_url()}poll/change/", sent).status_code == 303
    poll.refresh_from_db()


@pytest.mark.every_database
def test_a_topic_is_found_by_what_its_poll_asks_and_lets_choose(as_, ben, asked):
    browser = as_()
    for words in ("ristretto", "lapsang drinks", '"which one"'):
        assert "Drinks" in browser.get("/search/", {"q": words}).text
    assert "<mark>Lapsang</mark>" in browser.get("/search/?q=lapsang").text
    change(as_(ben), asked, Lapsang="Sencha")
    assert "<mark>Sencha</mark>" in browser.get("/search/?q=sencha").text
    assert "found-topic" not in browser.get("/search/?q=lapsang").text
    assert not list(search_checks.faults(Look()))
    list(reindexing.run(reindexing.begin(is_anew=True)))
    assert "found-topic" in browser.get("/search/?q=sencha").text
    assert not list(search_checks.faults(Look()))


def test_a_poll_is_in_the_public_feeds_with_the_way_to_it(as_, ada, ben, asked, board, say):
    say(ada, asked.topic, "Coffee!")
    address = asked.topic.get_absolute_url()
    for path in ("/feed/", f"{board.get_absolute_url()}feed/", f"{address}feed/"):
        answer = as_().get(path)
        content = next(
            entry.content[0].value for entry in read_feed(answer).entries if entry.title == "Drinks"
        )
        assert "Poll: Which &lt;one&gt;?" in content
        assert "<li>Ristretto &amp; more</li>" in content
        assert f'href="{HERE}{address}#poll"' in content
        assert answer.text.count("Lapsang") == 1
    etag = as_().get("/feed/").headers["ETag"]
    change(as_(ben), asked, Lapsang="Sencha")
    assert "Sencha" in as_().get("/feed/", headers={"If-None-Match": etag}).text


def test_a_poll_is_in_the_feed_of_what_one_follows(as_, eve, ben, asked):
    following.follow(eve, asked.topic)
    key = FeedKey.objects.create(member=eve)
    [entry] = read_feed(as_().get(f"/following/feed/{key.key}/")).entries
    assert entry.summary == "Say it.\n\nPoll: Which <one>?: Lapsang · Ristretto & more"


def copy(browser, poll, ending):
    return browser.get(f"{poll.topic.get_absolute_url().rstrip('/')}.{ending}")


def test_a_poll_is_in_the_copies_as_every_reader_may_see_it(as_, ben, asked, send):
    before = copy(as_(), asked, "md")
    assert (
        "\n\nPoll: Which <one>?\n\n- Lapsang (0 votes)\n- Ristretto & more (0 votes)\n\n0 people voted"
        in before.text
    )
    send(as_(ben), asked, "Lapsang")
    after = copy(as_(ben), asked, "md")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "- Lapsang (1 vote)" in after.text and "1 person voted" in after.text
    asked.change(results="voted")
    assert "(1 vote)" not in copy(as_(ben), asked, "md").text, "copies are the same for everybody"
    poll = json.loads(copy(as_(ben), asked, "json").text)["poll"]
    assert poll["options"] == [{"text": text, "votes": None} for text in ("Lapsang", "Ristretto & more")]
    assert (poll["question"], poll["voter_count"], poll["has_ended"]) == ("Which <one>?", 1, False)
    asked.change(ends_at=timezone.now() - timedelta(hours=1))
    poll = json.loads(copy(as_(), asked, "json").text)["poll"]
    assert [option["votes"] for option in poll["options"]] == [1, 0]


def test_what_has_no_poll_or_a_removed_one_shows_none(as_, root, ben, asked, topic, say):
    assert json.loads(as_().get(f"{topic.get_absolute_url().rstrip('/')}.json").text)["poll"] is None
    say(ben, asked.topic, "More")
    post_acts.remove(root, asked.topic.posts.get(number=1), "x")
    assert "Lapsang" not in copy(as_(), asked, "md").text
    assert json.loads(copy(as_(), asked, "json").text)["poll"] is None
    assert "Lapsang" not in as_().get(f"{asked.topic.get_absolute_url()}feed/").text
    assert "found-topic" not in as_().get("/search/?q=lapsang").text
