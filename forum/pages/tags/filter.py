"""The tags that a list of topics can be filtered by."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from forum.pages.topics.sorting import Sorting
from forum.topics.tag_counts import tag_counts

MOST_CHOICES = 40  # tags in the menu of a list; all of them are on a page of their own


@dataclass(frozen=True)
class TagChoice:
    name: str
    topics: int
    address: str


def tags_to_choose(sorting: Sorting, board_ids: Iterable[int], version: int) -> list[TagChoice]:
    """Return the tags in use on these boards, the most used if there are many."""
    counts = sorted(tag_counts(board_ids, version).values(), key=attrgetter("topics"), reverse=True)
    return [
        TagChoice(count.name, count.topics, sorting.address(count.slug))
        for count in sorted(counts[:MOST_CHOICES], key=lambda count: count.name.casefold())
    ]
