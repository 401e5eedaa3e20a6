"""The words that posts have, as they are written: what parts of words and misspelt words are looked up in.

The worker adds those of each new or edited post. Words are never taken away before `reindex` begins anew, so whoever
reads them tells a reader nothing of one before they were found a post with it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Max

from forum.search.analysis import words
from forum.search.models import KnownWord

SHORTEST, LONGEST = 3, 40  # signs
MOST_DIGITS = 4  # of a word: addresses of memory and sums of files are countless, and nobody spells them
COUNTED = 1000  # posts; a word in more of them is counted no further, and costs the worker nothing
AT_ONCE = 500  # rows

ADD_PARTS = """
    INSERT INTO search_word_parts (rowid, word)
    SELECT id, '^' || word || '$' FROM search_knownword WHERE id > %s
"""


def words_of(texts: Iterable[str], language: str) -> set[str]:
    """Of the words of a post's texts, those worth knowing."""
    return {word for text in texts for word in words(text, language) if is_worth_knowing(word)}


def is_worth_knowing(word: str) -> bool:
    if not SHORTEST <= len(word) <= LONGEST:
        return False
    return word.isalpha() or (not word.isdigit() and sum(map(str.isdigit, word)) <= MOST_DIGITS)


def learn(texts: Iterable[Sequence[str]], language: str) -> None:
    """Add the words of these posts, each given as its texts."""
    counts: Counter[str] = Counter()
    for each in texts:
        counts.update(words_of(each, language))
    with transaction.atomic():
        add(counts)


def add(counts: Counter[str]) -> None:
    names = sorted(counts)
    for at in range(0, len(names), AT_ONCE):
        some = names[at : at + AT_ONCE]
        known = dict(KnownWord.objects.filter(word__in=some).values_list("word", "post_count"))
        changed = [
            KnownWord(word=word, post_count=min(known.get(word, 0) + counts[word], COUNTED))
            for word in some
            if known.get(word, 0) < COUNTED
        ]
        last = KnownWord.objects.aggregate(last=Max("pk"))["last"] or 0
        KnownWord.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["word"], update_fields=["post_count"]
        )
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(ADD_PARTS, [last])


def forget_all() -> None:
    """Begin anew. The caller learns the words of all posts again."""
    with transaction.atomic():
        KnownWord.objects.all().delete()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_word_parts (search_word_parts) VALUES ('delete-all')")


def unknown_words(words: Collection[str]) -> set[str]:
    """Those of these words that are not known."""
    known = KnownWord.objects.filter(word__in=words).values_list("word", flat=True)
    return set(words) - set(known)
