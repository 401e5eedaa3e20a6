"""Words as a tsvector of PostgreSQL, from 14 on, in the small row of each post, found by a GIN index.

The index finds 100,000 posts in 7 ms. Reading their small rows takes some 40 ms, reading their words several times as
long. So only the words of the MOST_COMPARED best are read: those with the most of what was asked in their title, then
first posts, then newer ones.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from forum.boards.permissions import Asker
from forum.search.conditions import Condition, conditions_besides_words
from forum.search.engines import (
    MOST_COUNTED,
    MOST_RANKED,
    NO_MATCHES,
    SHOWN_AMONG,
    Document,
    Hit,
    Matches,
    Order,
)
from forum.search.engines.pg_estimates import moment_of_enough
from forum.search.engines.tsquery import (
    asked_words,
    question_of,
    quoted,
    title_question_of,
    title_vector_of,
    vector_of,
)
from forum.search.query import Query

MOST_COMPARED = 400

WRITE = "UPDATE search_searchdocument SET words = %s::tsvector, title_words = %s::tsvector WHERE post_id = %s"
MOVE = """
    UPDATE search_searchdocument SET words = ts_delete(words, %s) || %s::tsvector WHERE post_id = ANY(%s)
"""
OUTDATED = """
    SELECT wanted.post_id
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS wanted (post_id, words, title_words)
    LEFT JOIN search_searchdocument USING (post_id)
    WHERE search_searchdocument.words IS DISTINCT FROM wanted.words::tsvector
        OR search_searchdocument.title_words IS DISTINCT FROM wanted.title_words::tsvector
"""

# Words are never asked of row after row: each would be fetched from another table, which the planner takes to be free.
# Nor is a search worth the time to compile it, or to start another process. Small rows are read here and there, and
# mostly from memory: one page costs as much as the next.
SETTINGS = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
        set_config('jit', 'off', true), set_config('work_mem', '32MB', true), set_config('seq_page_cost', '4', true),
        set_config('max_parallel_workers_per_gather', '0', true)
"""
PASSED = """
    SELECT search_searchdocument.post_id, search_searchdocument.topic_id, search_searchdocument.is_first,
        search_searchdocument.created_at, search_searchdocument.title_words, search_searchdocument.words
    FROM search_searchdocument JOIN topics_topic ON topics_topic.id = search_searchdocument.topic_id
    WHERE {conditions}
"""
SINCE = "search_searchdocument.created_at >= %s AND "
NEWEST = (
    "{passed} ORDER BY search_searchdocument.created_at DESC, search_searchdocument.post_id DESC LIMIT %s"
)
BY_DATE = "SELECT post_id, topic_id FROM passed ORDER BY created_at DESC, post_id DESC"
# A word in the title weighs as eight in the text; a first post gains a half, one of today a fifth in ten years.
BY_RELEVANCE = """
    SELECT post_id, topic_id FROM (
        SELECT *, row_number() OVER () AS place FROM (
            SELECT * FROM passed ORDER BY {in_title} DESC, is_first DESC, created_at DESC, post_id DESC LIMIT %s
        ) best
    ) placed
    ORDER BY CASE WHEN place <= %s THEN ts_rank('{{0.125, 0.25, 0.25, 1}}', words, %s::tsquery, 1)
        * (1 + 0.5 * is_first::int) * (1.2 - 0.02 * least(10, (now()::date - created_at::date) / 365.0))
        END DESC NULLS LAST, place
"""
SHOWN = """
    SELECT asked.stem FROM unnest(%s::text[], %s::text[]) asked (stem, question) WHERE EXISTS (
        SELECT 1 FROM (
            SELECT post_id, topic_id FROM search_searchdocument WHERE words @@ asked.question::tsquery LIMIT %s
        ) search_searchdocument JOIN topics_topic ON topics_topic.id = search_searchdocument.topic_id
        WHERE {conditions}
    )
"""
TITLED = """
    SELECT topic_id FROM search_searchdocument
    WHERE title_words @@ %s::tsquery AND words @@ %s::tsquery ORDER BY post_id DESC LIMIT %s
"""
IN_TITLE = "coalesce((title_words @@ %s::tsquery)::int, 0)"
PAGE = """
    WITH passed AS MATERIALIZED ({newest})
    SELECT NULL, COUNT(*) FROM passed
    UNION ALL
    (SELECT * FROM ({ranked}) ranked LIMIT %s OFFSET %s)
"""


def write(documents: Sequence[Document]) -> None:
    rows = [(vector_of(row), title_vector_of(row), row.post_id) for row in documents]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, rows)


def move(post_ids: Collection[int], former_topic: int, topic: int) -> None:
    names = [f"topic:{pk}" for pk in (former_topic, topic)]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [names[0], quoted(names[1]), list(post_ids)])


def delete(post_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_searchdocument SET words = NULL, title_words = NULL WHERE post_id = ANY(%s)",
            [list(post_ids)],
        )


def missing(post_ids: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT post_id FROM search_searchdocument WHERE post_id = ANY(%s) AND words IS NOT NULL",
            [list(post_ids)],
        )
        return set(post_ids) - {pk for (pk,) in cursor.fetchall()}


def outdated(documents: Sequence[Document]) -> set[int]:
    rows = [(row.post_id, vector_of(row), title_vector_of(row)) for row in documents]
    ids, words, title_words = ([*column] for column in zip(*rows, strict=True)) if rows else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(OUTDATED, [ids, words, title_words])
        return {pk for (pk,) in cursor.fetchall()}


def match(query: Query, reader: Asker, order: Order, page: slice) -> Matches:
    words = asked_words(query)
    by_relevance = order == "relevance" and bool(words)
    start, stop = page.start or 0, min(page.stop, MOST_COUNTED)
    try:
        conditions, values = conditions_of(query, reader)
    except EmptyResultSet:  # no board that they see
        return NO_MATCHES
    ranked, more_values = ranking_of(words) if by_relevance else (BY_DATE, [])
    most = (MOST_RANKED if by_relevance else MOST_COUNTED) + 1
    more_values = [most, *more_values, max(stop - start, 0), start]
    with settings_for(question_of(query)) as cursor:
        since = moment_of_enough(cursor, PASSED.format(conditions=conditions), values, most)
        narrowed = page_sql(SINCE + conditions, ranked)
        count, rows = found(cursor, narrowed, [since, *values, *more_values]) if since else (0, [])
        if count < most:
            count, rows = found(cursor, page_sql(conditions, ranked), [*values, *more_values])
    hits = tuple(Hit(post, topic) for post, topic in rows)
    return Matches(hits, min(count, MOST_COUNTED + 1), is_partial=count > MOST_RANKED)


def found(cursor: CursorWrapper, sql: str, values: list[Any]) -> tuple[int, list[tuple[int, int]]]:
    """How many posts have passed, at most so many as are looked at, and those of the page."""
    cursor.execute(sql, values)
    [(_, count), *rows] = cursor.fetchall()
    return count, rows


def page_sql(conditions: str, ranked: str) -> str:
    newest = NEWEST.format(passed=PASSED.format(conditions=conditions))
    return PAGE.format(newest=newest, ranked=ranked)


def shown_stems(stems: Collection[str], reader: Asker) -> set[str]:
    try:
        conditions, values = conditions_of(Query(), reader)
    except EmptyResultSet:  # no board that they see
        return set()
    asked, questions = list(stems), [quoted(stem) for stem in stems]
    with settings_for("words") as cursor:
        cursor.execute(SHOWN.format(conditions=conditions), [asked, questions, SHOWN_AMONG, *values])
        return {stem for (stem,) in cursor.fetchall()}


def topics_titled(stem: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TITLED, [quoted(stem), quoted(stem), limit])
        return [topic for (topic,) in cursor.fetchall()]


@contextmanager
def settings_for(question: str) -> Iterator[CursorWrapper]:
    """A cursor for one query; for one that asks for words, the settings under which they are searched."""
    with transaction.atomic(), connection.cursor() as cursor:
        if question:
            cursor.execute(SETTINGS)
        yield cursor


def conditions_of(query: Query, reader: Asker) -> tuple[str, list[Any]]:
    parts: list[Condition] = [*conditions_besides_words(query, reader)]
    if question := question_of(query):
        parts.append(("search_searchdocument.words @@ %s::tsquery", (question,)))
    if query.in_title and (question := title_question_of(query)):
        parts.append(("search_searchdocument.title_words @@ %s::tsquery", (question,)))
    conditions = " AND ".join(f"({condition})" for condition, _values in parts if condition)
    return conditions, [value for _condition, values in parts for value in values]


def ranking_of(words: Sequence[str]) -> tuple[str, list[Any]]:
    in_title = " + ".join([IN_TITLE] * len(words))
    return BY_RELEVANCE.format(in_title=in_title), [*words, MOST_COUNTED, MOST_COMPARED, " & ".join(words)]
