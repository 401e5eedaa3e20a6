"""A search as FTS5 wants to be asked: columns, phrases, AND and NOT."""

from collections.abc import Iterable, Iterator

from forum.search.engines import Document
from forum.search.models import HAS, Contains
from forum.search.query import Query, Term

# A sign of Unicode's private use, which no text is indexed with. So no word is asked in which column it stands, which
# would take FTS5 half as long again.
MARK = "\ue000"
EVERY_POST = "post"
NARROW = 3  # signs with which few words begin


def scope_of(document: Document) -> str:
    """What a search can be narrowed to, as words of a column of its own."""
    has = [f"h{kind.value}" for kind in Contains if document.has & kind]
    words = [EVERY_POST, f"t{document.topic_id}", f"a{document.author_id}", *has]
    return " ".join(f"{MARK}{word}" for word in words)


def question_of(query: Query) -> str:
    """The query's words and whatever of it posts have as words, for MATCH."""
    asked = [*map(scoped, scopes_of(query)), *asked_words(query)] or [scoped(EVERY_POST)]
    refused = [phrase for term in query.excluded if (phrase := phrase_of(term, in_title=False))]
    question = " AND ".join(asked)
    return f"({question}) NOT ({' OR '.join(refused)})" if refused else question


def is_wide(term: Term) -> bool:
    """Whether FTS5 reads all posts of many words before it tells the first of them."""
    return term.is_prefix and not term.exact and len(term.stems[-1]) < NARROW


def asks_for_words(query: Query) -> bool:
    """Whether anything of it is a word of the index."""
    return bool(asked_terms(query) or query.excluded or [*scopes_of(query)])


def asked_words(query: Query) -> list[str]:
    return [phrase_of(term, in_title=query.in_title) for term in asked_terms(query)]


def asked_terms(query: Query) -> tuple[Term, ...]:
    """Those of which something can be searched for."""
    return tuple(term for term in query.terms if phrase_of(term, in_title=query.in_title))


def all_of(terms: Iterable[Term], *, in_title: bool) -> str:
    return " AND ".join(phrase_of(term, in_title=in_title) for term in terms)


def scopes_of(query: Query) -> Iterator[str]:
    if query.topic:
        yield f"t{query.topic.pk}"
    if query.author:
        yield f"a{query.author.pk}"
    for name in sorted(query.has & HAS.keys()):
        yield f"h{HAS[name].value}"


def phrase_of(term: Term, *, in_title: bool) -> str:
    """A word or phrase, where it may stand; empty if nothing of it can be searched for."""
    phrase = f'"{" ".join(term.stems)}"{" *" if term.is_prefix else ""}' if term.stems else ""
    if term.alternatives:
        phrase = f"({' OR '.join([phrase, *map(quoted, term.alternatives)])})"
    if not term.exact:
        return f"title : {phrase}" if in_title and phrase else phrase
    exact = f'"{term.exact}"'
    return f"({exact} AND title : {phrase})" if in_title and phrase else exact


def scoped(word: str) -> str:
    return f'"{MARK}{word}"'


def quoted(word: str) -> str:
    return f'"{word}"'
