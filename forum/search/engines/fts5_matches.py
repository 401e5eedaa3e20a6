"""Which posts a search on SQLite looks at, and what it asks of them besides their words."""

import json
from dataclasses import dataclass
from typing import Any, Self

from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min, Sum

from forum.boards.models import Board
from forum.boards.permissions import Permissions
from forum.search.conditions import Condition, conditions_besides_words, topics_for
from forum.search.engines import MOST_COUNTED
from forum.search.engines.fts5_costs import newest_post
from forum.search.engines.fts5_query import asks_for_words, is_wide, question_of
from forum.search.models import SearchDocument
from forum.search.query import Query

# Where the other conditions refuse nearly all matches, these many of the newest are asked: 0.1 s of work.
MOST_ASKED = 150_000
FEW_MATCHES = 2_000  # are asked by their numbers; FTS5 does not look for them again
FEW_POSTS, FEW_TOPICS = 50_000, 5_000  # in topics that have no more than these, each match is looked for
NARROWING = {"locked", "pinned", "solved", "followed"}  # states of topics
NEWEST_ID = 2**63 - 1

MATCHING = """
    SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s
"""
# From the newest on, FTS5 goes on behind the last of these numbers until it has found a match; from the oldest on it
# begins at the first of them.
MATCHING_SINCE = """
    SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid BETWEEN %s AND %s ORDER BY +rowid DESC LIMIT %s
"""
# The tables are read in this order, and each row by its number, whatever SQLite's planner thinks of it: of the topics
# of a tag it would try every one for each match.
PIECES = {
    "columns": """
        search_searchdocument.post_id, search_searchdocument.topic_id, search_searchdocument.is_first,
        search_searchdocument.created_at
    """,
    "join_document": "CROSS JOIN search_searchdocument NOT INDEXED ON search_searchdocument.post_id",
    "join_topic": "CROSS JOIN topics_topic NOT INDEXED ON topics_topic.id = search_searchdocument.topic_id",
}
NUMBERED = """
    SELECT {columns} FROM json_each(%s) one {join_document} = one.value {join_topic} WHERE {documents} AND {topics}
    LIMIT %s
"""
MATCHED = """
    SELECT {columns} FROM ({matching}) one {join_document} = one.rowid {join_topic} WHERE {documents} AND {topics}
    LIMIT %s
"""
# By the sign before the column, FTS5 is not asked for each of these by itself.
MATCHED_IN_TOPICS = """
    SELECT {columns} FROM search_words {join_document} = search_words.rowid
    WHERE search_words MATCH %s AND search_words.rowid BETWEEN %s AND %s AND +search_words.rowid IN (
        SELECT inside.post_id FROM topics_topic
        CROSS JOIN search_searchdocument inside ON inside.topic_id = topics_topic.id WHERE {topics}
    ) AND {documents} ORDER BY +search_words.rowid DESC LIMIT %s
"""
IN_TOPICS = """
    SELECT {columns} FROM topics_topic CROSS JOIN search_searchdocument INDEXED BY search_document_topic
        ON search_searchdocument.topic_id = topics_topic.id
    WHERE {topics} AND {documents}
"""
LATEST = """
    SELECT {columns} FROM (
        SELECT * FROM search_searchdocument INDEXED BY search_document_date WHERE {documents}
        ORDER BY created_at DESC LIMIT %s
    ) search_searchdocument {join_topic} WHERE {topics} LIMIT %s
"""
HAS_MORE = "SELECT EXISTS ({matching} OFFSET %s)"
HAS_MORE_POSTS = """
    SELECT EXISTS (
        SELECT 1 FROM search_searchdocument INDEXED BY search_document_date WHERE {documents} LIMIT 1 OFFSET %s
    )
"""


@dataclass(frozen=True)
class Candidates:
    """A query for the posts that pass; `are_few` if they are no more than FEW_MATCHES, `is_part` if not all are asked.

    `left_out` is a query for whether others are not looked at, to be asked if fewer than `enough` pass.
    """

    sql: str
    values: list[Any]
    are_few: bool = False
    is_part: bool = False
    enough: int = 0
    left_out: tuple[str, list[Any]] | None = None


@dataclass(frozen=True)
class Conditions:
    """What a post must fit besides its words, by its document and by its topic: SQL with its values."""

    documents: Condition
    topics: Condition
    matching: str

    @classmethod
    def of(cls, query: Query, reader: Permissions, matching: str = MATCHING) -> Self:
        """Raise EmptyResultSet for a reader who sees no board."""
        return cls(*conditions_besides_words(query, reader), matching)

    def within(self, sql: str) -> str:
        documents, topics = self.documents[0], self.topics[0]
        return sql.format(matching=self.matching, documents=documents, topics=topics, **PIECES)

    @property
    def values(self) -> list[Any]:
        return [*self.documents[1], *self.topics[1]]


def candidates_of(
    cursor: CursorWrapper, query: Query, reader: Permissions, since: int, most: int
) -> Candidates:
    """At most so many of the newest posts that pass. Raise EmptyResultSet for a reader who sees no board."""
    conditions = Conditions.of(query, reader, MATCHING_SINCE if since else MATCHING)
    if not asks_for_words(query) and "unread" not in query.states:
        return in_topics(conditions) if has_few_posts(query, reader) else latest(conditions)
    matching: list[Any] = [question_of(query), *span_of(query, since)]
    is_asked_once = any(map(is_wide, (*query.terms, *query.excluded)))
    cursor.execute(conditions.matching, [*matching, most if is_asked_once else FEW_MATCHES + 1])
    numbers = [number for (number,) in cursor.fetchall()]
    are_few = len(numbers) <= FEW_MATCHES
    if are_few or is_asked_once:
        values = [json.dumps(numbers), *conditions.values, most]
        return Candidates(conditions.within(NUMBERED), values, are_few, is_part=len(numbers) == most)
    if has_few_posts(query, reader):
        sql = conditions.within(MATCHED_IN_TOPICS)
        return Candidates(sql, [*matching, *conditions.topics[1], *conditions.documents[1], most])
    left_out = (conditions.within(HAS_MORE), [*matching, 1, MOST_ASKED])
    values = [*matching, MOST_ASKED, *conditions.values, most]
    return Candidates(conditions.within(MATCHED), values, enough=most, left_out=left_out)


def span_of(query: Query, since: int) -> tuple[int, int]:
    """The first and the last number of the posts that are looked at: of those of a time, if that is asked for."""
    if not (query.before or query.after) or (last := newest_post()) <= MOST_ASKED:
        return since, NEWEST_ID
    then = SearchDocument.objects.all()
    if query.before:
        then = then.filter(created_at__lt=query.before)
    if query.after:
        then = then.filter(created_at__gte=query.after)
    # An outline, as posts that were imported later have higher numbers.
    span = then.aggregate(oldest=Min("post"), newest=Max("post"))
    newest = span["newest"] or 0
    return max(span["oldest"] or 0, newest - (last - since)), newest


def in_topics(conditions: Conditions) -> Candidates:
    return Candidates(conditions.within(IN_TOPICS), [*conditions.topics[1], *conditions.documents[1]])


def latest(conditions: Conditions) -> Candidates:
    documents, topics = conditions.documents[1], conditions.topics[1]
    values = [*documents, MOST_ASKED, *topics, MOST_COUNTED + 1]
    left_out = (conditions.within(HAS_MORE_POSTS), [*documents, MOST_ASKED])
    return Candidates(conditions.within(LATEST), values, enough=MOST_COUNTED + 1, left_out=left_out)


def has_few_posts(query: Query, reader: Permissions) -> bool:
    """Whether there are few posts in all topics where the query looks."""
    if query.in_conversations:
        return sum(topics_for(query, reader).values_list("post_count", flat=True)) <= FEW_POSTS
    boards = reader.boards("see") if query.boards is None else reader.boards("see") & query.boards
    posts = Board.objects.filter(pk__in=boards).aggregate(posts=Sum("post_count"))["posts"]
    if (posts or 0) <= FEW_POSTS:
        return True
    if not query.tags and not query.states & NARROWING:
        return False
    sizes = topics_for(query, reader).values_list("post_count", flat=True)[: FEW_TOPICS + 1]
    return len(sizes) <= FEW_TOPICS and sum(sizes) <= FEW_POSTS
