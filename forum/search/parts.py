"""Words by a part of them: boat stands for steamboats where no post has boat as a word."""

from dataclasses import replace

from forum.search.analysis import tokens, words
from forum.search.query import Query, Term
from forum.search.word_parts import words_containing

SHORTEST = 3  # signs of a part
MOST = 40  # words that a part may stand for
MOST_TERMS = 6  # words of a query that may stand for others


def with_parts(query: Query) -> Query:
    """The query in which each single word stands for all that it is a part of, too; unchanged if it has many words."""
    if len(query.terms) > MOST_TERMS:
        return query
    return replace(query, terms=tuple(widened(term, query.language) for term in query.terms))


def widened(term: Term, language: str) -> Term:
    parts = list(words(term.written, language))
    if term.exact or term.is_phrase or len(parts) != 1 or len(parts[0]) < SHORTEST:
        return term
    found = words_containing(parts[0], MOST)
    stems = {token.text: None for word in found for token in tokens(word, language)}
    return replace(term, alternatives=tuple(stem for stem in stems if stem not in term.stems))
