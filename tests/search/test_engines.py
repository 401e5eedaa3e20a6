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


def test_very_many_common_words_are_looked_for_in_the_newest_posts(topic, post, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts common words at once")
    monkeypatch.setattr("forum.search.engines.fts5_costs.FEW", 0)
    # How common a word is, is told by the newest ten: the numbers of posts may begin anywhere.
    monkeypatch.setattr("forum.search.engines.fts5_costs.SAMPLE", 10)
    posts = [
        post(topic, "a brown lobster sings of the northern sea", days=30 - number) for number in range(20)
    ]
    words = "brown lobster sings northern sea"
    assert not matches(words).is_partial
    assert matches(words).count == 20
    monkeypatch.setattr("forum.search.engines.fts5_costs.MOST_READ", 50)
    cut = matches(words)
    assert cut.is_partial
    assert 0 < cut.count < 20
    assert {hit.post_id for hit in cut.hits} == {made.pk for made in posts[-cut.count :]}
    assert matches("lobster").count == 20


def test_on_a_small_board_old_posts_are_found_behind_any_number_of_new_ones(
    ada, root, staff_board, board, start, post, topic, monkeypatch
):
    """Matches elsewhere take no place among those that are asked."""
    module = "forum.search.engines.fts5_matches"
    if connection.vendor == "sqlite":
        monkeypatch.setattr(f"{module}.FEW_MATCHES", 1)
        monkeypatch.setattr(f"{module}.MOST_ASKED", 2)
    old = post(topic, "An old lobster.", days=900)
    elsewhere = start(root, staff_board, "Of the house")
    for number in range(5):
        post(elsewhere, f"Lobster {number}.")
    assert found("lobster") == found("lobster", "date") == [old.pk]
    assert not matches("lobster").is_partial


def test_posts_of_a_time_are_found_behind_any_number_of_newer_ones(topic, post, monkeypatch):
    old, new = post(topic, "An old lobster.", days=900), [post(topic, f"Lobster {n}.") for n in range(5)]
    if connection.vendor == "sqlite":
        for name, value in {"FEW_MATCHES": 1, "MOST_ASKED": 3, "FEW_POSTS": -1}.items():
            monkeypatch.setattr(f"forum.search.engines.fts5_matches.{name}", value)
        assert {*found("lobster")} == {made.pk for made in new[-3:]}
        assert matches("lobster").is_partial
    before = f"before:{timezone.now() - timedelta(days=400):%Y-%m-%d}"
    assert found(f"lobster {before}") == [old.pk]
    assert not matches(f"lobster {before}").is_partial


@pytest.mark.parametrize("order", ["relevance", "date"])
def test_a_search_without_words_finds_the_newest(ada, board, start, post, order, monkeypatch):
    topic = start(ada, board, "Of the sea")
    posts = [topic.posts.get(), *(post(topic, f"Number {number}.", days=40 - number) for number in range(4))]
    newest = [posts[0].pk, *(made.pk for made in reversed(posts[1:]))]
    assert found(f"board:{board.slug}", order) == newest
    if connection.vendor == "sqlite":
        monkeypatch.setattr("forum.search.engines.fts5_matches.FEW_POSTS", -1)
        assert found(f"board:{board.slug}", order) == newest
        monkeypatch.setattr("forum.search.engines.fts5_matches.MOST_ASKED", 2)
        assert matches(f"board:{board.slug}", order).is_partial


def test_one_sign_finds_all_words_that_begin_with_it(topic, post):
    posts = [post(topic, text, days=9 - at) for at, text in enumerate(["車輪", "車体 を直す", "電車", "車"])]
    assert sorted(found("車")) == [made.pk for made in posts]
    assert sorted(found("直す 車")) == [posts[1].pk]
    assert found("を直 -車") == []
