"""Words by a part of them: boat stands for steamboats where no post has boat as a word."""

from dataclasses import replace

from forum.boards.permissions import Asker
from forum.search.analysis import tokens
from forum.search.engines import engine
from forum.search.query import Query, Term
from forum.search.query.terms import single_word
from forum.search.word_parts import words_containing

SHORTEST = 3  # signs of a part
MOST = 40  # words in their stems that a part may stand for, all of them in posts that the reader may read
MOST_LOOKED_AT = 5_000  # known words
AT_ONCE = 200  # stems for which posts are looked for
MOST_TERMS = 6  # words of a query that may stand for others


def with_parts(query: Query, reader: Asker) -> Query:
    """The query in which each single word stands for all that it is a part of, too; unchanged if it has many words."""
    if len(query.terms) > MOST_TERMS:
        return query
    return replace(query, terms=tuple(widened(term, query.language, reader) for term in query.terms))


def widened(term: Term, language: str, reader: Asker) -> Term:
    part = single_word(term, language)
    if len(part) < SHORTEST:
        return term
    found = words_containing(part, MOST_LOOKED_AT)
    stems = {token.text: None for word in found for token in tokens(word, language)}
    return replace(term, alternatives=shown([stem for stem in stems if stem not in term.stems], reader))


def shown(stems: list[str], reader: Asker) -> tuple[str, ...]:
    """The first of these stems for which the reader finds posts: words that others alone may read take no place."""
    found: list[str] = []
    for at in range(0, len(stems), AT_ONCE):
        some = stems[at : at + AT_ONCE]
        visible = engine().shown_stems(some, reader)
        found += [stem for stem in some if stem in visible]
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])
