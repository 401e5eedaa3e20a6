"""What every engine promises beyond the words themselves: long posts, what is fresh, and what becomes of very many matches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from forum.markup import VERSION
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.search.engines import engine
from forum.search.query import parse

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def post(ada, board):
    """post(topic, "text", days=3) → a post of that text and age, stored as imported ones are."""

    def act(topic, text, days=0):
        said = {"source": text, "html": f"<p>{text}</p>", "text": text, "markup_version": VERSION}
        made = Post(author=ada, created_at=timezone.now() - timedelta(days=days), **said)
        append_posts(topic, [made])
        return made

    return act


def matches(typed, order="relevance"):
    visitor = AnonymousUser()
    return engine().match(parse(typed, {}, visitor), visitor, order, slice(0, 20))


def found(typed, order="relevance"):
    return [hit.post_id for hit in matches(typed, order).hits]


def test_the_last_words_of_a_long_post_are_found(topic, post):
    long = post(topic, " ".join(f"word{number}" for number in range(20_000)))
    assert found("word19999") == [long.pk]
    assert found('"word7 word8"') == [long.pk]
    assert found('"word8 word7"') == []


def test_a_word_that_a_post_has_a_thousand_times_is_one_of_its_words(topic, post):
    drumming = post(topic, "again " * 1_000 + "silence")
    assert found("again silence") == [drumming.pk]
    assert found("again -silence") == []


def test_no_phrase_begins_in_the_title_and_ends_in_the_text(ada, board, start):
    topic = start(ada, board, "Oiling the chain", "Slowly, with a brush.")
    assert found('"oiling the chain"') == [topic.posts.get().pk]
    assert found('"chain slowly"') == []
    assert found("chain slowly") == [topic.posts.get().pk]


def test_of_two_alike_the_newer_comes_first(topic, post):
    new, old = post(topic, "A lobster sings.", days=1), post(topic, "A lobster sings.", days=3_000)
    assert found("lobster") == [new.pk, old.pk]


def test_of_more_matches_than_can_be_ranked_the_newest_are_and_it_is_said(topic, post, monkeypatch):
    posts = [post(topic, f"lobster {number}", days=20 - number) for number in range(6)]
    assert not matches("lobster").is_partial
    monkeypatch.setattr(f"forum.search.engines.{connection.vendor}.MOST_RANKED", 4)
    cut = matches("lobster")
    assert cut.is_partial
    assert posts[-1].pk in [hit.post_id for hit in cut.hits]
    assert posts[0].pk not in [hit.post_id for hit in cut.hits]


def test_what_a_reader_does_not_see_makes_no_search_partial(
    topic, post, root, staff_board, start, say, monkeypatch
):
    monkeypatch.setattr(f"forum.search.engines.{connection.vendor}.MOST_RANKED", 3)
    secret = start(root, staff_board, "Of the house", "A lobster.")
    for number in range(5):
        say(root, secret, f"Lobster number {number}.")
    seen = post(topic, "One lobster.")
    result = matches("lobster")
    assert ([hit.post_id for hit in result.hits], result.count, result.is_partial) == ([seen.pk], 1, False)
