"""The word index of a large forum, by SQL as its posts are: each fragment of a text is analysed once."""

from collections.abc import Iterator

from django.db import connection

from forum.search.analysis import VERSION, tokens
from forum.search.engines.fts5_query import MARK
from forum.search.engines.tsquery import quoted
from forum.search.models import SearchIndex
from tests.load import words
from tests.load.large_forum import FIRST, half, other_half

LANGUAGE = "english"
ROWS = f"""
    FROM posts_post post JOIN half_words one ON one.id = {half(f"post.id - {FIRST}")}
    JOIN half_words other ON other.id = {other_half(f"post.id - {FIRST}")}
    LEFT JOIN heading_words heading
        ON post.number = 1 AND heading.id = (post.topic_id - {FIRST}) % {words.FRAGMENTS}
"""
DOCUMENT = f"""
    post.id, post.topic_id, post.author_id, post.number = 1, post.created_at, 0, {VERSION}, '{LANGUAGE}'
"""
COLUMNS = "post_id, topic_id, author_id, is_first, created_at, has, analysis_version, language"
POSTGRESQL = [
    # No row may wait for its foreign keys to be looked at when an index is dropped.
    "SET CONSTRAINTS ALL IMMEDIATE",
    "DROP INDEX search_document_words",
    f"""
    INSERT INTO search_searchdocument ({COLUMNS}, words, title_words)
    SELECT {DOCUMENT}, coalesce(setweight(heading.said::tsvector, 'A'), '') || one.said::tsvector || other.said::tsvector
        || format('''topic:%s'' ''author:%s''', post.topic_id, post.author_id)::tsvector, heading.said::tsvector {ROWS}
    ORDER BY post.id
    """,
    "SET maintenance_work_mem = '256MB'",
    "CREATE INDEX search_document_words ON search_searchdocument USING gin (words)",
    "ANALYZE search_searchdocument",
]
SQLITE = [
    f"INSERT INTO search_searchdocument ({COLUMNS}) SELECT {DOCUMENT} {ROWS} ORDER BY post.id",
    f"""
    INSERT INTO search_words (rowid, title, text, exact, scope)
    SELECT post.id, coalesce(heading.said, ''), one.said || ' ' || other.said, '',
        '{MARK}post {MARK}t' || post.topic_id || ' {MARK}a' || post.author_id {ROWS} ORDER BY post.id
    """,
    "ANALYZE",
]


def fill_large_index() -> None:
    with connection.cursor() as cursor:
        for table, said in (
            ("half_words", words.fragments(1)),
            ("heading_words", words.fragments(2, length=5)),
        ):
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (id integer PRIMARY KEY, said text)")
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", list(enumerate(map(_analysed, said))))
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)
        cursor.execute("DROP TABLE half_words")
        cursor.execute("DROP TABLE heading_words")
    SearchIndex.objects.update_or_create(pk=1, defaults={"analysis_version": VERSION, "language": LANGUAGE})


def _analysed(text: str) -> str:
    """The words as the engine takes them: with places for PostgreSQL, one after the other for SQLite."""
    return " ".join(
        _places(text)
        if connection.vendor == "postgresql"
        else (token.text for token in tokens(text, LANGUAGE))
    )


def _places(text: str) -> Iterator[str]:
    for place, token in enumerate(tokens(text, LANGUAGE), 1):
        yield f"{quoted(token.text)}:{place}"
