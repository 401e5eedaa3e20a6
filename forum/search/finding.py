"""A search as a page makes it: by words; else by parts of words; else with what may have been meant."""

from dataclasses import dataclass

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.search.engines import NO_MATCHES, Matches, Order, engine
from forum.search.joined_words import joined_text
from forum.search.partial_words import with_parts
from forum.search.query import Query
from forum.search.spelling import RARE, suggested_text


@dataclass(frozen=True)
class Findings:
    matches: Matches
    # With which excerpts are marked: as it was asked, or with the words that its words are parts of.
    query: Query
    is_by_parts: bool = False
    # The line as it may have been meant, for which the reader finds something.
    suggestion: str = ""


def find(query: Query, reader: Asker, order: Order, page: slice) -> Findings:
    """Find posts that the reader may read. Nothing is said of any other, in counts and suggestions neither."""
    if query.is_empty:
        return Findings(NO_MATCHES, query)
    permissions = permissions_of(reader)
    matches = engine().match(query, permissions, order, page)
    if matches.count > RARE or not query.terms:
        return Findings(matches, query)
    if not matches.count:
        wider = with_parts(query, permissions)
        if wider != query and (by_parts := engine().match(wider, permissions, order, page)).count:
            return Findings(by_parts, wider, is_by_parts=True)
    suggestion = joined_text(query, matches.count, permissions) or suggested_text(query, permissions)
    return Findings(matches, query, suggestion=suggestion)
