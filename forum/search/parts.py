"""Words by a part of them: boat finds steamboats, where no post has boat as a word."""

from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from forum.search.analysis import tokens, words
from forum.search.models import KnownWord
from forum.search.query import Query, Term

SHORTEST = 3  # signs of a part
MOST = 40  # words that a part may stand for, the most used first


def with_parts(query: Query) -> Query:
    """The query in which each single word stands for all words that it is a part of."""
    return replace(query, terms=tuple(widened(term, query.language) for term in query.terms))


def widened(term: Term, language: str) -> Term:
    parts = list(words(term.written, language))
    if term.exact or term.is_phrase or len(parts) != 1 or len(parts[0]) < SHORTEST:
        return term
    found = words_containing(parts[0])[:MOST]
    stems = {token.text: None for word in found.values_list("word", flat=True) for token in tokens(word, language)}
    return replace(term, alternatives=tuple(stem for stem in stems if stem not in term.stems))


def words_containing(part: str) -> QuerySet[KnownWord]:
    """The known words that have this part, the most used first. They may be words of posts that the reader does not see."""
    found = KnownWord.objects.filter(word__contains=part).order_by("-post_count", "word")
    if connection.vendor == "sqlite":
        # On PostgreSQL the condition above takes its index of the same kind, where it has one.
        return found.filter(pk__in=RawSQL(MATCHING, [" AND ".join(quoted(trigrams(part)))]))
    return found


MATCHING = "SELECT rowid FROM search_word_parts WHERE search_word_parts MATCH %s"


def trigrams(word: str) -> Iterator[str]:
    return (word[at : at + 3] for at in range(len(word) - 2))


def quoted(parts: Iterator[str]) -> Iterator[str]:
    return (f'"{part}"' for part in parts)
