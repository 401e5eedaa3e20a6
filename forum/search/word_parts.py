"""The index of parts of known words, three signs long, where the database has one.

SQLite has a table of FTS5 beside the words, PostgreSQL an index of pg_trgm if that extension may be installed. Without
it all words are looked at: some hundred thousand, in a tenth of a second.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Max

from forum.search.models import KnownWord

# In the index ^ begins each word and $ ends it.
ADD = """
    INSERT INTO search_word_parts (rowid, word)
    SELECT id, '^' || word || '$' FROM search_knownword WHERE id > %s
"""
CLEAR = "INSERT INTO search_word_parts (search_word_parts) VALUES ('delete-all')"
COUNT = "SELECT COUNT(*) FROM search_word_parts"
CONTAINING = """
    SELECT word.word FROM search_word_parts CROSS JOIN search_knownword word ON word.id = search_word_parts.rowid
    WHERE search_word_parts MATCH %s AND instr(word.word, %s) ORDER BY word.post_count DESC, word.word LIMIT %s
"""
NEAREST = """
    SELECT word, post_count FROM search_knownword WHERE id IN (
        SELECT rowid FROM search_word_parts WHERE search_word_parts MATCH %s ORDER BY rank LIMIT %s
    )
"""
# The operator takes the index. Two slips in a word of seven letters leave a fifth of its parts as they are.
LEAST_ALIKE = "SELECT set_config('pg_trgm.similarity_threshold', '0.2', true)"
NEAREST_BY_TRIGRAMS = """
    SELECT word, post_count FROM search_knownword WHERE word %% %s ORDER BY word <-> %s LIMIT %s
"""
INDEX_NAME = "search_word_parts"
MAKE_INDEX = "CREATE INDEX IF NOT EXISTS search_word_parts ON search_knownword USING gin (word gin_trgm_ops)"
HAS_TRIGRAMS = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')"


def last_known() -> int:
    return KnownWord.objects.aggregate(last=Max("pk"))["last"] or 0


def add_words_after(last: int) -> None:
    """Index the words that were added behind this one, in the transaction that adds them."""
    if connection.vendor == "sqlite":
        execute(ADD, last)


def clear() -> None:
    if connection.vendor == "sqlite":
        execute(CLEAR)


def count() -> int:
    """How many words the index has."""
    if connection.vendor == "sqlite":
        return int(fetched(COUNT)[0][0])
    return KnownWord.objects.count()


def make_index() -> None:
    """Make PostgreSQL's index where there is none, if the extension is there or may be installed."""
    with suppress(DatabaseError), transaction.atomic():
        execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        execute(MAKE_INDEX)


def make_anew() -> None:
    with transaction.atomic():
        clear()
        add_words_after(0)


def words_containing(part: str, most: int) -> list[str]:
    """The known words with this part of three signs or more, the most used first."""
    if connection.vendor == "sqlite":
        return [word for (word,) in fetched(CONTAINING, " AND ".join(quoted(trigrams(part))), part, most)]
    words = KnownWord.objects.filter(word__contains=part).order_by("-post_count", "word")
    return list(words.values_list("word", flat=True)[:most])


def words_sharing_parts(word: str, most: int) -> dict[str, int]:
    """The known words that share the most parts with this one, with the numbers of their posts."""
    if connection.vendor == "sqlite":
        return dict(fetched(NEAREST, " OR ".join(quoted(trigrams(f"^{word}$"))), most))
    if has_trigrams():
        with transaction.atomic():
            execute(LEAST_ALIKE)
            return dict(fetched(NEAREST_BY_TRIGRAMS, word, word, most))
    alike = KnownWord.objects.filter(word__startswith=word[:2]) | KnownWord.objects.filter(
        word__endswith=word[-4:]
    )
    return dict(alike.order_by("-post_count").values_list("word", "post_count")[:most])


def has_trigrams() -> bool:
    return bool(fetched(HAS_TRIGRAMS)[0][0])


def trigrams(word: str) -> Iterator[str]:
    return (word[at : at + 3] for at in range(len(word) - 2))


def quoted(parts: Iterable[str]) -> Iterator[str]:
    return (f'"{part}"' for part in parts)


def execute(sql: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def fetched(sql: str, *values: str | int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
