"""The order of boards that have one parent board."""

from django.db import transaction

from forum.boards.models import Board
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.site.models import SiteSettings


@transaction.atomic
def move_up(board: Board) -> bool:
    """Put the board before the one above it; return False if it is the first."""
    siblings, place = _siblings(board)
    return place > 0 and _move(siblings, place, place - 1)


@transaction.atomic
def move_down(board: Board) -> bool:
    siblings, place = _siblings(board)
    return place < len(siblings) - 1 and _move(siblings, place, place + 1)


@transaction.atomic
def move_before(board: Board, other: Board | None) -> bool:
    """Put the board before another with the same parent, or last; return False if the other has another parent."""
    siblings, place = _siblings(board)
    if other is None:
        return _move(siblings, place, len(siblings) - 1)
    if other not in siblings:
        return False
    there = siblings.index(other)
    return _move(siblings, place, there - 1 if place < there else there)


def _siblings(board: Board) -> tuple[list[Board], int]:
    # Two who order at once wait for each other: the places are those of one moment.
    lock_permissions_exclusive()
    parent = Board.objects.values_list("parent_id", flat=True).get(pk=board.pk)
    siblings = list(
        Board.objects.select_for_update(no_key=True).filter(parent=parent).order_by("position", "pk")
    )
    return siblings, siblings.index(board)


def _move(siblings: list[Board], place: int, to: int) -> bool:
    siblings.insert(to, siblings.pop(place))
    for number, sibling in enumerate(siblings, start=1):
        sibling.position = number
    Board.objects.bulk_update(siblings, ["position"])
    SiteSettings.bump()
    return True
