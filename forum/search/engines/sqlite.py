"""Words in an FTS5 table of SQLite, from 3.40 on.

FTS5 walks 30 million matches a second, but each row that is read beside them costs a microsecond. So whatever a post
can have as a word is one: who wrote it, in which topic, whether it has code. The other conditions are asked of two
small rows for each match, newest first, until MOST_RANKED have passed.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Sum

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker, Permissions
from forum.search.conditions import documents_for, topics_for, where_of
from forum.search.engines import (
    MOST_COUNTED,
    MOST_RANKED,
    NO_MATCHES,
    Document,
    Hit,
    Matches,
    Order,
)
from forum.search.engines.fts5_query import asked_words, question_of, scope_of
from forum.search.models import SearchDocument
from forum.search.query import Query

# Where the other conditions refuse nearly all matches, these many of the newest are asked: 0.15 s of work.
MOST_ASKED = 150_000
# Of boards with no more posts than these, which are fewer than the matches, a list of the posts is made first.
FEW_POSTS = 20_000
WORTH_COUNTING = 2_000  # matches

WRITE = "INSERT OR REPLACE INTO search_words (rowid, title, text, exact, scope) VALUES (%s, %s, %s, %s, %s)"
KEPT = "SELECT rowid FROM search_words WHERE rowid BETWEEN %s AND %s"
WORDS = """
    SELECT rowid, title, text, exact, scope FROM search_words WHERE rowid IN (SELECT value FROM json_each(%s))
"""
NEWEST = """
    SELECT COUNT(*), MIN(rowid) FROM (
        SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid <= %s ORDER BY rowid DESC LIMIT %s
    )
"""
NEWEST_ID = 2**63 - 1

PASSED = """
    SELECT search_searchdocument.post_id, search_searchdocument.topic_id, {score} FROM {tables}
    WHERE search_words MATCH %s AND search_words.rowid BETWEEN %s AND %s AND {conditions}
    ORDER BY search_words.rowid DESC LIMIT %s
"""
PAGE = """
    WITH passed (post_id, topic_id, score) AS MATERIALIZED ({passed})
    SELECT NULL, COUNT(*) FROM passed
    UNION ALL
    SELECT * FROM (SELECT post_id, topic_id FROM passed ORDER BY score DESC, post_id DESC LIMIT %s OFFSET %s)
"""
SHOWN = """
    SELECT asked.value FROM json_each(%s) asked WHERE EXISTS (
        SELECT 1 FROM {tables} WHERE search_words MATCH '"' || asked.value || '"' AND {conditions}
    )
"""
TITLED = """
    SELECT search_searchdocument.topic_id
    FROM search_words CROSS JOIN search_searchdocument ON search_searchdocument.post_id = search_words.rowid
    WHERE search_words MATCH %s ORDER BY search_words.rowid DESC LIMIT %s
"""
# The tables are read in this order, and each row by its number, whatever SQLite's planner thinks of it: of the topics
# of a tag it would try every one for each match.
WITH_DOCUMENTS = """
    search_words CROSS JOIN search_searchdocument NOT INDEXED ON search_searchdocument.post_id = search_words.rowid
"""
WITH_TOPICS = f"""
    {WITH_DOCUMENTS} CROSS JOIN topics_topic NOT INDEXED ON topics_topic.id = search_searchdocument.topic_id
"""
# By the sign before the column, FTS5 is not asked for each of these by itself.
IS_IN_TOPICS = """+search_words.rowid IN (
    SELECT inside.post_id FROM topics_topic
    CROSS JOIN search_searchdocument inside ON inside.topic_id = topics_topic.id WHERE {topics}
)"""

SCORES = {
    # A word in the title weighs as eight in the text; a first post gains a half, one of today a fifth in ten years.
    "relevance": """
        -bm25(search_words, 8.0, 1.0, 2.0, 0.0) * (1 + 0.5 * search_searchdocument.is_first)
        * (1.2 - 0.02 * min(10, strftime('%%Y', 'now') - substr(search_searchdocument.created_at, 1, 4)))
    """,
    "date": "search_searchdocument.created_at",
}


def write(documents: Sequence[Document]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, [columns_of(document) for document in documents])


def columns_of(document: Document) -> tuple[int, str, str, str, str]:
    title, text, exact = map(" ".join, (document.title, document.text, document.exact))
    return document.post_id, title, text, exact, scope_of(document)


def delete(post_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in post_ids])


def missing(post_ids: Collection[int]) -> set[int]:
    if not post_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [min(post_ids), max(post_ids)])
        return set(post_ids) - {pk for (pk,) in cursor.fetchall()}


def outdated(documents: Sequence[Document]) -> set[int]:
    wanted = {document.post_id: columns_of(document) for document in documents}
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [json.dumps([*wanted])])
        kept = {row[0]: row for row in cursor.fetchall()}
    return {pk for pk, columns in wanted.items() if kept.get(pk) != columns}


def match(query: Query, reader: Asker, order: Order, page: slice) -> Matches:
    permissions = permissions_of(reader)
    question = question_of(query)
    with connection.cursor() as cursor:
        span = asked_span(cursor, question, query)
        try:
            tables, conditions, values = conditions_of(query, permissions, span.matches)
        except EmptyResultSet:  # no board that they see
            return NO_MATCHES
        score = SCORES[order if asked_words(query) else "date"]
        passed = PASSED.format(score=score, tables=tables, conditions=conditions)
        start, stop = page.start or 0, page.stop
        parameters = [question, span.oldest, span.newest, *values, MOST_RANKED + 1, stop - start, start]
        cursor.execute(PAGE.format(passed=passed), parameters)
        [(_, count), *rows] = cursor.fetchall()
    hits = tuple(Hit(post, topic) for post, topic in rows)
    return Matches(hits, min(count, MOST_COUNTED + 1), span.is_part or count > MOST_RANKED)


class Span(NamedTuple):
    """From which post to which the matches are asked whether they pass, and how many these are."""

    oldest: int
    newest: int
    matches: int

    @property
    def is_part(self) -> bool:
        return self.matches == MOST_ASKED


def asked_span(cursor: CursorWrapper, question: str, query: Query) -> Span:
    span = newest_matches(cursor, question, NEWEST_ID)
    if span.is_part and query.before:
        # Instead of the newest of all, those of that time: an outline, as posts imported later have higher ids.
        then = SearchDocument.objects.filter(created_at__lt=query.before)
        span = newest_matches(cursor, question, then.aggregate(newest=Max("post"))["newest"] or 0)
    return span


def newest_matches(cursor: CursorWrapper, question: str, newest: int) -> Span:
    cursor.execute(NEWEST, [question, newest, MOST_ASKED])
    count, oldest = cursor.fetchone()
    return Span(oldest or 0, newest, count)


def conditions_of(query: Query, permissions: Permissions, matches: int) -> tuple[str, str, list[Any]]:
    """What is asked of a match besides its words: the tables, the conditions, and the values in them."""
    documents, values = where_of(documents_for(query, permissions))
    topics, more_values = where_of(topics_for(query, permissions))
    if has_fewer_posts(query, permissions, matches):
        return (
            WITH_DOCUMENTS,
            f"{IS_IN_TOPICS.format(topics=topics)} AND {documents}",
            [*more_values, *values],
        )
    return WITH_TOPICS, f"{documents} AND {topics}", [*values, *more_values]


def has_fewer_posts(query: Query, permissions: Permissions, matches: int) -> bool:
    """Whether there are few posts on the boards where the query looks, beside so many matches."""
    if matches < WORTH_COUNTING:
        return False
    boards = permissions.boards("see") if query.boards is None else permissions.boards("see") & query.boards
    posts = Board.objects.filter(pk__in=boards).aggregate(posts=Sum("post_count"))["posts"]
    return (posts or 0) <= min(FEW_POSTS, matches)


def shown_stems(stems: Collection[str], reader: Asker) -> set[str]:
    everything = Query()
    try:
        tables, conditions, values = conditions_of(everything, permissions_of(reader), matches=0)
    except EmptyResultSet:  # no board that they see
        return set()
    with connection.cursor() as cursor:
        cursor.execute(SHOWN.format(tables=tables, conditions=conditions), [json.dumps([*stems]), *values])
        return {stem for (stem,) in cursor.fetchall()}


def topics_titled(stem: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TITLED, [f'title : "{stem}"', limit])
        return [topic for (topic,) in cursor.fetchall()]
