"""Two neighbouring words of a search that are one word in posts: angel script for AngelScript."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from forum.boards.permissions import Asker
from forum.search.engines import engine
from forum.search.models import KnownWord
from forum.search.query import Query, Term
from forum.search.query.lines import Part
from forum.search.query.terms import single_word, term_of
from forum.search.spelling import LOOKED_AT, MOST_TERMS, is_in_posts


def joined_text(query: Query, own: int, reader: Asker) -> str:
    """The query's line with two of its words as one, for which the reader finds more than these `own` posts; or "".

    Costs one look at the known words, and two more queries for each that is one.
    """
    ways = dict(joined_words(query))
    known = KnownWord.objects.filter(word__in=ways) if ways else ()
    for word in sorted(word.word for word in known):
        if (suggested := with_joined(query, ways[word])) and is_found(suggested, word, own, reader):
            return suggested.text
    return ""


def joined_words(query: Query) -> Iterator[tuple[str, int]]:
    """Each two neighbours as one word, folded, and which term the first of them is."""
    if len(query.terms) > MOST_TERMS:
        return
    typed = [single_word(term, query.language) for term in query.terms]
    for at, (first, second) in enumerate(pairwise(typed)):
        if first and second:
            yield first + second, at


def with_joined(query: Query, at: int) -> Query | None:
    first, second = query.terms[at : at + 2]
    joined = joined_term(first, second, query.language)
    # Between terms there may be an operator, or a word that was left out.
    apart = re.compile(rf"(?<!\S){re.escape(first.written)}\s+{re.escape(second.written)}(?!\S)")
    text, count = apart.subn(lambda _match: first.written + second.written, query.text, count=1)
    if not count or joined is None:
        return None
    return replace(query, text=text, terms=(*query.terms[:at], joined, *query.terms[at + 2 :]))


def joined_term(first: Term, second: Term, language: str) -> Term | None:
    written = first.written + second.written
    return term_of(Part(written, written=written), language)


def is_found(query: Query, word: str, own: int, reader: Asker) -> bool:
    found = engine().match(query, reader, "date", slice(0, LOOKED_AT))
    # Of words that have its stem, one that the reader may not read tells something.
    return found.count > own and is_in_posts(word, found.hits, query.language)
