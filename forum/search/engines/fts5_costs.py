"""What FTS5 reads to answer a query, as the newest posts tell: to count a word takes as long as to look for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from forum.search.engines.fts5_query import asked_terms, is_wide, quoted
from forum.search.query import Query, Term

# An entry of the index says that a post has a word. 30 million are read in a second, for each word that is asked for.
MOST_READ = 500_000  # entries, to find posts
MOST_WEIGHED = 300_000  # entries, to rank them
OF_PHRASE = 4  # times as long takes an entry of a word in a phrase, as its places are read as well
SAMPLE = 200  # of the newest posts with a word
MOST_WORDS = 40  # of which a sample is taken; more are taken to be as common as these
MIDDLE = 0.5  # of all posts: a word that more of them have weighs nothing in FTS5
FEW = 100_000  # posts, for each word: so many are read in no time
NEWEST = "SELECT MAX(post_id) FROM search_searchdocument"
OLDEST = """
    SELECT COUNT(*), MIN(rowid) FROM (
        SELECT rowid FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s
    )
"""


@dataclass(frozen=True)
class Reading:
    """From which post on a query is asked, 0 for all of them, and the rarest of its words.

    These are without what many words begin with. `weighs` says whether they tell one post from another; words of half
    of all posts do not.
    """

    since: int
    rarest: tuple[Term, ...]
    weighs: bool


def reading_of(cursor: CursorWrapper, query: Query) -> Reading:
    terms = asked_terms(query)
    words = [word for term in (*terms, *query.excluded) for word in words_of(term)]
    # What many words begin with is read whole, once: it ranks nothing.
    ranking = tuple(term for term in terms if not is_wide(term))
    newest = newest_post()
    if len(words) * newest <= FEW:
        return Reading(0, ranking, weighs=bool(ranking))
    shares = {word: share_of(cursor, word, newest) for word in dict.fromkeys(words[:MOST_WORDS])}
    costs = {term: cost_of(term, shares) for term in (*terms, *query.excluded)}
    whole = sum(costs.values())
    # One word alone is read until enough posts were found.
    since = newest - int(MOST_READ / whole) if whole > 1 else 0
    rarest = rarest_of(ranking, costs, MOST_WEIGHED / newest)
    return Reading(max(since, 0), rarest, weighs=any(costs[term] < MIDDLE for term in rarest))


def rarest_of(terms: tuple[Term, ...], costs: Mapping[Term, float], most: float) -> tuple[Term, ...]:
    """The rarest words, which may cost so much in all; in any case one."""
    kept: list[Term] = []
    cost = 0.0
    for term in sorted(terms, key=costs.__getitem__):
        cost += costs[term]
        if kept and (cost > most or costs[term] >= MIDDLE):
            break
        kept.append(term)
    return tuple(kept)


def words_of(term: Term) -> Iterator[str]:
    if term.exact:
        yield term.exact
    else:
        yield from term.stems[:-1] if is_wide(term) else term.stems
        yield from term.alternatives


def cost_of(term: Term, shares: Mapping[str, float]) -> float:
    """How many entries are read for each post that there is."""
    usual = sum(shares.values()) / max(len(shares), 1)
    cost = sum(shares.get(word, usual) for word in words_of(term))
    return cost * OF_PHRASE if term.is_phrase and not term.exact else cost


def share_of(cursor: CursorWrapper, word: str, newest: int) -> float:
    """Of the posts, those with a word."""
    cursor.execute(OLDEST, [quoted(word), SAMPLE])
    count, oldest = cursor.fetchone()
    return min(1.0, int(count) / max(newest - (oldest if count == SAMPLE else 0), 1))


def newest_post() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        [(number,)] = cursor.fetchall()
    return int(number or 0)
