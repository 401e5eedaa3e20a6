"""Lists of topics of some boards and with some tags, a page of which is found quickly in any order.

A database can walk the index of the order and pass over what does not belong, or read all that belongs and sort it.
Where a page of 30 is wanted from 100,000 topics, the first reads fewer rows as soon as 1,800 of them belong.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from forum.boards.permissions import Asker
from forum.topics.models import PER_PAGE, Tag, Topic, TopicQuerySet
from forum.topics.rules import is_listed

ALL = 10**9  # a depth at which topics are to be counted: no walk ends before the last one


@dataclass(frozen=True)
class Filter:
    """Boards and tags that topics are wanted of, and how many topics there are on these boards and with each tag."""

    boards: frozenset[int] | None  # all that the reader sees, if None
    tags: tuple[Tag, ...]
    on_boards: int
    with_tags: dict[int, int]  # by the tag's id
    all_topics: int


def filtered(topics: TopicQuerySet, asker: Asker, wanted: Filter, depth: int = PER_PAGE) -> TopicQuerySet:
    """Those of the topics that are not removed, that the reader sees, and that are wanted.

    `depth` says how many are passed over and shown: pages far from the first are found soonest by sorting.
    """
    rarest = rarest_of(wanted.tags, wanted.with_tags)
    topics = topics.not_removed()
    if reads_all_on_boards(wanted, depth):
        # Asked apart, for SQLite knows how many topics boards have on average alone, and would rather walk.
        on_boards = Topic.objects.filter(is_listed(asker, wanted.boards, are_few=True))
        topics = topics.filter(pk__in=on_boards.values("pk"))
    else:
        topics = topics.filter(is_listed(asker, wanted.boards))
    return _with_tags(topics, wanted.tags, rarest if _reads_all_with_tag(wanted, depth) else None)


def reads_all_on_boards(wanted: Filter, depth: int) -> bool:
    """Whether all topics of the boards are read and sorted."""
    return not _reads_all_with_tag(wanted, depth) and _is_few(wanted.on_boards, wanted.all_topics, depth)


def _reads_all_with_tag(wanted: Filter, depth: int) -> bool:
    """Whether all topics with the rarest of the tags are."""
    rarest = rarest_of(wanted.tags, wanted.with_tags)
    with_rarest = wanted.with_tags.get(rarest.pk, 0) if rarest else wanted.all_topics
    return with_rarest <= wanted.on_boards and _is_few(with_rarest, wanted.all_topics, depth)


def tagged_on_board(
    topics: TopicQuerySet, tags: Collection[Tag], counts: dict[int, int], on_board: int, depth: int
) -> TopicQuerySet:
    """Those of a board's topics that have all these tags, which so many topics there have."""
    rarest = rarest_of(tags, counts)
    is_sorted = rarest is not None and _is_few(counts.get(rarest.pk, 0), on_board, depth)
    return _with_tags(topics, tags, rarest if is_sorted else None)


def rarest_of(tags: Collection[Tag], counts: dict[int, int]) -> Tag | None:
    return min(tags, key=lambda tag: counts.get(tag.pk, 0), default=None)


def _with_tags(topics: TopicQuerySet, tags: Collection[Tag], sorted_tag: Tag | None) -> TopicQuerySet:
    """Those with all the tags; all topics with `sorted_tag` are read and sorted."""
    for tag in tags:
        pairs = Topic.tags.through.objects.filter(tag=tag)
        if tag == sorted_tag:
            topics = topics.filter(pk__in=pairs.values("topic"))
        else:
            topics = topics.filter(Exists(pairs.filter(topic=OuterRef("pk"))))
    return topics


def _is_few(belonging: int, topics: int, depth: int) -> bool:
    """Whether to read them all takes less than to walk until so many of them have come by."""
    return belonging * belonging < depth * topics
