"""Words in an FTS5 table of SQLite, from 3.40 on.

FTS5 walks 30 million matches a second, but each row that is read beside them costs most of a microsecond, and so does
each whose words are weighed. So whatever a post can have as a word is one: who wrote it, in which topic, whether it has
code. The other conditions are asked of two small rows for each match, newest first, until MOST_RANKED have passed. The
words of the MOST_COMPARED best are weighed: those with all words in their title, then first posts, then newer ones.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.database.direct_statements import execute_all
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
from forum.search.engines.fts5_costs import Reading, reading_of
from forum.search.engines.fts5_matches import FEW_MATCHES, Candidates, Conditions, candidates_of
from forum.search.engines.fts5_query import MARK, all_of, scope_of, scoped, scopes_of
from forum.search.query import Query

MOST_COMPARED = 2_000

WRITE = "INSERT OR REPLACE INTO search_words (rowid, title, text, exact, scope) VALUES (%s, %s, %s, %s, %s)"
MOVE = """
    UPDATE search_words SET scope = trim(replace(' ' || scope || ' ', %s, %s))
    WHERE rowid IN (SELECT value FROM json_each(%s))
"""
KEPT = "SELECT rowid FROM search_words WHERE rowid BETWEEN %s AND %s"
WORDS = """
    SELECT rowid, title, text, exact, scope FROM search_words WHERE rowid IN (SELECT value FROM json_each(%s))
"""
BY_DATE = "SELECT post_id, topic_id FROM passed ORDER BY created_at DESC, post_id DESC"
FIRST_POSTS_FIRST = "SELECT post_id, topic_id FROM passed ORDER BY is_first DESC, post_id DESC"
BY_PLACE = """
    SELECT post_id, topic_id FROM passed ORDER BY is_first AND post_id IN (
        SELECT rowid FROM search_words
        WHERE search_words MATCH %s AND rowid >= (SELECT MIN(post_id) FROM passed)
    ) DESC, is_first DESC, post_id DESC
"""
# A word in the title weighs as eight in the text; a first post gains a half, one of today a fifth in ten years.
BY_RELEVANCE = """
    SELECT search_searchdocument.post_id, search_searchdocument.topic_id
    FROM search_words
    CROSS JOIN search_searchdocument NOT INDEXED ON search_searchdocument.post_id = search_words.rowid
    WHERE search_words MATCH %s AND search_words.rowid >= (SELECT MIN(post_id) FROM passed)
        AND +search_words.rowid IN (SELECT post_id FROM ({best} LIMIT %s))
    ORDER BY bm25(search_words, 8.0, 1.0, 2.0, 0.0) * (1 + 0.5 * search_searchdocument.is_first)
        * (1.2 - 0.02 * min(10, strftime('%%Y', 'now') - substr(search_searchdocument.created_at, 1, 4))),
        search_searchdocument.post_id DESC
"""
PAGE = """
    WITH passed AS MATERIALIZED ({passed})
    SELECT NULL, COUNT(*) FROM passed
    UNION ALL
    SELECT * FROM ({ranked} LIMIT %s OFFSET %s)
"""
SHOWN = """
    SELECT asked.value FROM json_each(%s) asked WHERE EXISTS (
        SELECT 1 FROM (
            SELECT rowid FROM search_words WHERE search_words MATCH '"' || asked.value || '"'
            ORDER BY rowid DESC LIMIT %s
        ) one {join_document} = one.rowid {join_topic} WHERE {documents} AND {topics}
    )
"""
TITLED = """
    SELECT search_searchdocument.topic_id
    FROM search_words CROSS JOIN search_searchdocument ON search_searchdocument.post_id = search_words.rowid
    WHERE search_words MATCH %s ORDER BY search_words.rowid DESC LIMIT %s
"""


def write(documents: Sequence[Document]) -> None:
    execute_all(WRITE, [columns_of(document) for document in documents])


def move(post_ids: Collection[int], former_topic: int, topic: int) -> None:
    words = [f" {MARK}t{pk} " for pk in (former_topic, topic)]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [*words, json.dumps(list(post_ids))])


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
    with connection.cursor() as cursor:
        reading = reading_of(cursor, query)
        most = MOST_RANKED + 1
        try:
            candidates = candidates_of(cursor, query, permissions_of(reader), reading.since, most)
        except EmptyResultSet:  # no board that they see
            return NO_MATCHES
        by_relevance = order == "relevance" and bool(query.terms)
        ranked, values = ranking_of(query, reading, candidates) if by_relevance else (BY_DATE, [])
        start, stop = page.start or 0, page.stop
        sql = PAGE.format(passed=candidates.sql, ranked=ranked)
        cursor.execute(sql, [*candidates.values, *values, stop - start, start])
        [(_, count), *rows] = cursor.fetchall()
        is_partial = (
            reading.since > 0 or candidates.is_part or count >= most or is_cut(cursor, candidates, count)
        )
    hits = tuple(Hit(post, topic) for post, topic in rows)
    return Matches(hits, min(count, MOST_COUNTED + 1), is_partial)


def is_cut(cursor: CursorWrapper, candidates: Candidates, count: int) -> bool:
    """Whether there may be matches that were not asked."""
    if count >= candidates.enough or not candidates.left_out:
        return False
    cursor.execute(*candidates.left_out)
    return bool(cursor.fetchone()[0])


def ranking_of(query: Query, reading: Reading, candidates: Candidates) -> tuple[str, list[Any]]:
    if not reading.rarest:
        return FIRST_POSTS_FIRST, []
    titles = all_of(reading.rarest, in_title=True)
    if not reading.weighs:
        return BY_PLACE, [titles]
    words = " AND ".join([*map(scoped, scopes_of(query)), all_of(reading.rarest, in_title=query.in_title)])
    if candidates.are_few:
        return BY_RELEVANCE.format(best=BY_DATE), [words, FEW_MATCHES]
    return BY_RELEVANCE.format(best=BY_PLACE), [words, titles, MOST_COMPARED]


def shown_stems(stems: Collection[str], reader: Asker) -> set[str]:
    try:
        conditions = Conditions.of(Query(), permissions_of(reader))
    except EmptyResultSet:  # no board that they see
        return set()
    with connection.cursor() as cursor:
        cursor.execute(conditions.within(SHOWN), [json.dumps([*stems]), SHOWN_AMONG, *conditions.values])
        return {stem for (stem,) in cursor.fetchall()}


def topics_titled(stem: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(TITLED, [f'title : "{stem}"', limit])
        return [topic for (topic,) in cursor.fetchall()]
