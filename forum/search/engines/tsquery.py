"""Words and searches as PostgreSQL wants them: the text forms of tsvector and tsquery."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from forum.search.engines import Document
from forum.search.models import HAS
from forum.search.query import Query, Term

LAST_PLACE = 16_383  # that PostgreSQL can note; what stands further on stands there too
MOST_PLACES = 256  # of one word that it notes


def vector_of(document: Document) -> str:
    """All words with their places. Those of the title have weight A, exact forms C."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(document.title, 1):
        places[word].append(f"{min(place, LAST_PLACE)}A")
    # Two on, so that no phrase runs from the title into the text.
    for place, word in enumerate(document.text, len(document.title) + 2):
        if len(places[word]) < MOST_PLACES:
            places[word].append(str(min(place, LAST_PLACE)))
    for word in document.exact:
        places[f"={word}"].append(f"{LAST_PLACE}C")
    words = (f"{quoted(word)}:{','.join(where)}" for word, where in places.items())
    return " ".join([*words, *map(quoted, scopes_of(document))])


def title_vector_of(document: Document) -> str | None:
    words = " ".join(f"{quoted(word)}:{place}" for place, word in enumerate(document.title, 1))
    return words or None


def scopes_of(document: Document) -> Iterator[str]:
    """What a search can be narrowed to, as words that no text has."""
    yield f"topic:{document.topic_id}"
    yield f"author:{document.author_id}"
    for name, kind in HAS.items():
        if document.has & kind:
            yield f"has:{name}"


def question_of(query: Query) -> str:
    """All that a post must have and must not have as words, as a tsquery; empty if nothing of the query is a word."""
    asked = [*asked_scopes(query), *asked_words(query)]
    if not asked:
        return ""
    return " & ".join([*asked, *(f"!({phrase})" for phrase in phrases(query.excluded))])


def asked_words(query: Query) -> list[str]:
    return list(phrases(query.terms))


def asked_scopes(query: Query) -> Iterator[str]:
    if query.topic:
        yield quoted(f"topic:{query.topic.pk}")
    if query.author:
        yield quoted(f"author:{query.author.pk}")
    yield from (quoted(f"has:{name}") for name in sorted(query.has & HAS.keys()))


def title_question_of(query: Query) -> str:
    """What the title must have, of a query that looks there. Titles keep no exact forms."""
    return " & ".join(phrase for term in query.terms if (phrase := phrase_of(term)))


def phrases(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        if phrase := quoted(f"={term.exact}") if term.exact else phrase_of(term):
            yield phrase


def phrase_of(term: Term) -> str:
    words = [quoted(stem) for stem in term.stems]
    if words and term.is_prefix:
        words[-1] += ":*"
    phrase = f"({' <-> '.join(words)})" if len(words) > 1 else "".join(words)
    return f"({' | '.join([phrase, *map(quoted, term.alternatives)])})" if term.alternatives else phrase


def quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
