"""Searches walk the index of words and look up the rest by its keys, however many posts there are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from forum.demo.large.filling import fill
from forum.search.engines import engine
from forum.search.query import parse
from tests.load.pool_words import common_word
from tests.plumbing.plans import explained, statements

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TABLES = ("posts_post", "topics_topic", "search_searchdocument")


@pytest.fixture(scope="module", autouse=True)
def large_forum(built_once):
    return built_once(lambda: fill(10_000, 1, timezone.now().date()))


@pytest.fixture(scope="module")
def common(large_forum):
    """A word in about a tenth of all posts."""
    return common_word(large_forum.pool)


def plans(typed, order="relevance"):
    """How the database does what a search asks of it."""
    visitor = AnonymousUser()
    query = parse(typed, {}, visitor)
    with statements() as seen:
        assert engine().match(query, visitor, order, slice(0, 20)).count
    for sql, values in seen:
        if "search_" in sql and "EXPLAIN" not in sql and "pg_stats" not in sql:
            yield explained(sql, values)


@pytest.mark.parametrize("order", ["relevance", "date"])
@pytest.mark.parametrize("more", ["", "board:workshop", "author:reader", "-fan", "after:2020-01-01"])
def test_words_are_found_by_their_index(more, order, common):
    index = (
        "VIRTUAL TABLE INDEX"
        if connection.vendor == "sqlite"
        else "Bitmap Index Scan on search_document_words"
    )
    found = list(plans(f"{common} {more}", order))
    assert any(index in plan for plan in found)
    for plan in found:
        for table in TABLES:
            assert f"Seq Scan on {table}" not in plan
            assert f"SCAN {table}\n" not in f"{plan}\n"


def test_whether_the_reader_may_read_a_word_is_asked_of_its_index_and_of_so_many_posts_alone(common):
    with statements() as seen:
        assert engine().shown_stems([common, "xyzzyx"], AnonymousUser()) == {common}
    [plan] = [explained(sql, values) for sql, values in seen if "search_words" in sql or "@@" in sql]
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX" in plan and "TEMP B-TREE" not in plan
    else:
        assert "Bitmap Index Scan on search_document_words" in plan and "Limit" in plan
    for table in TABLES:
        assert f"Seq Scan on {table}" not in plan
        assert f"SCAN {table}\n" not in f"{plan}\n"


def test_removed_posts_are_left_out_by_their_index(common):
    assert any("post_removed" in plan for plan in plans(common))


def test_of_many_matches_exactly_the_newest_are_ranked(monkeypatch, common):
    """PostgreSQL looks for them from a moment on that its statistics tell."""
    visitor = AnonymousUser()
    for typed in (common, f"{common} board:workshop", f"{common} board:bicycles -fan"):
        query = parse(typed, {}, visitor)
        newest = [hit.post_id for hit in engine().match(query, visitor, "date", slice(0, 41)).hits]
        with monkeypatch.context() as patch:
            patch.setattr(f"forum.search.engines.{connection.vendor}.MOST_RANKED", 40)
            ranked = engine().match(query, visitor, "relevance", slice(0, 1000))
        assert sorted(hit.post_id for hit in ranked.hits) == sorted(newest)
        assert ranked.is_partial


@pytest.mark.parametrize("more", ["tag:belt", "tag:belt tag:bearing", "is:locked", "board:workshop"])
def test_small_rows_of_matches_are_read_by_their_numbers(more, common):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL joins all rows at once")
    visitor = AnonymousUser()
    with statements() as seen:
        engine().match(parse(f"{common} {more}", {}, visitor), visitor, "relevance", slice(0, 20))
    [plan] = [explained(sql, values) for sql, values in seen if "passed" in sql]
    for table in ("search_searchdocument", "topics_topic"):
        assert f"SEARCH {table} USING INTEGER PRIMARY KEY" in plan
