"""The names of all boards, kept by each process: every list of topics can be filtered by them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.core.cache import caches

from forum.boards.models import Board

KEPT_FOR = 300  # seconds; a changed name makes another version at once


class BoardName(NamedTuple):
    pk: int
    parent_id: int | None
    name: str
    slug: str
    topic_count: int  # may be some minutes old
    takes_solutions: bool


def board_names(version: int) -> list[BoardName]:
    """All boards, in the order among those beside them. For which of them a reader sees, ask their permissions."""
    key = f"board-names:{version}"
    kept: list[BoardName] | None = caches["counts"].get(key)
    if kept is None:
        kept = [BoardName(*row) for row in Board.objects.values_list(*BoardName._fields)]
        caches["counts"].set(key, kept, KEPT_FOR)
    return kept


def indented(boards: list[BoardName]) -> list[tuple[int, BoardName]]:
    """These boards with their depth, each followed by those inside it."""
    children: dict[int | None, list[BoardName]] = defaultdict(list)
    for board in boards:
        children[board.parent_id].append(board)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[int, BoardName]]:
        for board in children[parent]:
            yield depth, board
            yield from walk(board.pk, depth + 1)

    return list(walk(None, 0))
