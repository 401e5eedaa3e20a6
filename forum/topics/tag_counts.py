"""How many topics on each board have which tag. Counted now and then, and kept by each process for some minutes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import md5

from django.core.cache import caches
from django.db.models import Count

from forum.topics.models import Topic

KEPT_FOR = 300  # seconds
MANY = 1_000  # topics: of a tag with more the number that is kept will do, where all would have to be counted


@dataclass(frozen=True)
class TagCount:
    pk: int
    name: str
    slug: str
    topics: int


def tag_counts(board_ids: Iterable[int], version: int) -> dict[int, TagCount]:
    """Return each tag that topics on these boards have, with the number of those topics, by its id.

    Removed topics are not counted. Whoever sees a board sees all the others, so boards that the reader sees make
    numbers that tell nothing else. With another `version` of the forum's names everything is counted again.
    """
    boards = sorted(board_ids)
    key = f"tags:{version}:{md5(str(boards).encode(), usedforsecurity=False).hexdigest()}"
    totals: dict[int, TagCount] | None = caches["counts"].get(key)
    if totals is None:
        totals = _totals(boards, version)
        caches["counts"].set(key, totals, KEPT_FOR)
    return totals


def _totals(boards: list[int], version: int) -> dict[int, TagCount]:
    keys = {f"tags:{version}:{board_id}": board_id for board_id in boards}
    kept: dict[str, list[TagCount]] = caches["counts"].get_many(keys)
    missing = {key: board_id for key, board_id in keys.items() if key not in kept}
    if missing:
        counted = _counted(missing.values())
        new = {key: counted.get(board_id, []) for key, board_id in missing.items()}
        caches["counts"].set_many(new, KEPT_FOR)
        kept |= new
    totals: dict[int, TagCount] = {}
    for counts in kept.values():
        for count in counts:
            known = totals.get(count.pk)
            totals[count.pk] = replace(count, topics=known.topics + count.topics) if known else count
    return totals


def _counted(board_ids: Iterable[int]) -> dict[int, list[TagCount]]:
    rows = (
        Topic.objects.not_removed()
        .filter(board__in=list(board_ids), tags__isnull=False)
        .order_by()
        .values_list("board", "tags", "tags__name", "tags__slug")
        .annotate(topics=Count("pk"))
    )
    counts: dict[int, list[TagCount]] = defaultdict(list)
    for board_id, *tag in rows:
        counts[board_id].append(TagCount(*tag))
    return counts
