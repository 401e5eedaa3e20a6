"""The tags that a list of topics can be filtered by."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from forum.pages.topics.sorting import MOST_TAGS, Sorting
from forum.topics.tag_counts import TagCount, tag_counts

MOST_CHOICES = 40  # tags in the menu of a list; all of them are on a page of their own


@dataclass(frozen=True)
class TagChoice:
    name: str
    topics: int | None  # not said of topics that must have other tags as well
    address: str


def tags_to_choose(sorting: Sorting, board_ids: Iterable[int], version: int) -> list[TagChoice]:
    """Return the tags in use on these boards, the most used if there are many."""
    return choices_among(tag_counts(board_ids, version).values(), sorting)


def choices_among(counts: Iterable[TagCount], sorting: Sorting) -> list[TagChoice]:
    chosen = {tag.pk for tag in sorting.tags}
    if len(chosen) == MOST_TAGS:
        return []
    most_used = sorted(counts, key=attrgetter("topics"), reverse=True)[:MOST_CHOICES]
    return [
        TagChoice(count.name, None if chosen else count.topics, sorting.with_tag(count.slug))
        for count in sorted(most_used, key=lambda count: count.name.casefold())
        if count.pk not in chosen
    ]
