"""The words that posts have, as they are written: what parts of words and misspelt words are looked up in.

The worker adds those of each new or edited post. Words are never taken away before `reindex` begins anew, so whoever
reads them tells a reader nothing of one before they were found a post with it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from forum.search import word_parts
from forum.search.analysis import words
from forum.search.models import KnownWord

SHORTEST, LONGEST = 3, 40  # signs
MOST_DIGITS = 4  # of a word: addresses of memory and sums of files are countless, and nobody spells them
COUNTED = 1000  # posts; a word in more of them is counted no further, and costs the worker nothing
AT_ONCE, ASKED_AT_ONCE = 500, 10_000  # rows that are written, words that are looked up


def words_of(texts: Iterable[str], language: str) -> set[str]:
    """Of the words of a post's texts, those worth knowing."""
    return {word for text in texts for word in words(text, language) if is_worth_knowing(word)}


def is_worth_knowing(word: str) -> bool:
    if not SHORTEST <= len(word) <= LONGEST:
        return False
    return word.isalpha() or (not word.isdigit() and sum(map(str.isdigit, word)) <= MOST_DIGITS)


def learn(posts: Iterable[Sequence[str]], language: str) -> None:
    """Add the words of these posts, each given as its texts."""
    counts: Counter[str] = Counter()
    for texts in posts:
        counts.update(words_of(texts, language))
    with transaction.atomic():
        add(counts)


def add(counts: Counter[str]) -> None:
    # In one order everywhere, so that two workers never wait for each other's rows.
    names = sorted(counts)
    for at in range(0, len(names), AT_ONCE):
        some = names[at : at + AT_ONCE]
        known = dict(KnownWord.objects.filter(word__in=some).values_list("word", "post_count"))
        changed = [
            KnownWord(word=word, post_count=min(known.get(word, 0) + counts[word], COUNTED))
            for word in some
            if known.get(word, 0) < COUNTED
        ]
        last = word_parts.last_known()
        KnownWord.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["word"], update_fields=["post_count"]
        )
        word_parts.add_words_after(last)


def forget_all() -> None:
    """Begin anew. The caller has the words of all posts learnt again."""
    with transaction.atomic():
        KnownWord.objects.all().delete()
        word_parts.clear()


def unknown_words(some: Collection[str]) -> set[str]:
    unknown, names = set(some), sorted(some)
    for at in range(0, len(names), ASKED_AT_ONCE):
        known = KnownWord.objects.filter(word__in=names[at : at + ASKED_AT_ONCE])
        unknown.difference_update(known.values_list("word", flat=True))
    return unknown
