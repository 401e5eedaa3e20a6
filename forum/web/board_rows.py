from collections.abc import Iterable
from dataclasses import dataclass

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.topics.latest import latest_of
from forum.topics.models import Topic


@dataclass(frozen=True)
class BoardRow:
    """A board as a list shows it: with its latest topic and the boards inside it."""

    board: Board
    latest: Topic | None
    inside: list[Board]


def rows_of(boards: Iterable[Board], tree: Tree, reader) -> dict[int, BoardRow]:
    """A row for each board, by its id, in two queries however many there are."""
    boards = list(boards)
    latest = latest_of(boards, reader) if boards else {}
    return {board.pk: BoardRow(board, latest.get(board.pk), tree.inside(board)) for board in boards}
