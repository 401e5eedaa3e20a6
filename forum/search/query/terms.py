"""Words and phrases as the index has them."""

from collections.abc import Iterable

from forum.search.analysis import exact_form, tokens, words
from forum.search.analysis.scripts import UNSPACED_SIGN
from forum.search.query.lines import Part
from forum.search.query.models import Term

# English words of which nearly every text has some: left out unless they are in a phrase, in capitals or alone.
COMMON = frozenset(
    """
    a about all also am an and any are as at be been but by can could did do does for from get got had has have he her
    here him his how I i if in into is it its just like me my no not of on one or our out she should so some than that
    the their them then there these they this those to too up us use was we were what when where which who why will
    with would you your
    """.split()
)


def term_of(part: Part, language: str) -> Term | None:
    """The term of a word or phrase, or None if no letter or digit is in it."""
    found = list(tokens(part.text, language))
    exact = "" if " " in part.text else exact_form(part.text)
    if not found:
        return Term((), exact, written=part.written) if exact else None
    # Only where a text ends with them does a last sign stand alone.
    if len(found) > 1 and found[-2].end == found[-1].end:
        found.pop()
    last = found[-1]
    return Term(
        stems=tuple(token.text for token in found),
        exact=exact,
        is_phrase=len(found) > 1,
        written=part.written,
        is_prefix=len(last.text) == 1 and UNSPACED_SIGN.match(last.text) is not None,
    )


def single_word(term: Term, language: str) -> str:
    """The word that the term is, folded but with its ending; empty for a phrase, several words or an exact form."""
    found = [] if term.exact or term.is_phrase else list(words(term.written, language))
    return found[0] if len(found) == 1 else ""


def without_common(terms: Iterable[Term], language: str) -> tuple[Term, ...]:
    """The terms, each once, without those that say nothing beside others."""
    unique = tuple({(term.stems, term.exact): term for term in terms}.values())
    if language != "english":
        return unique
    telling = tuple(term for term in unique if term.written not in COMMON)
    return telling or unique
