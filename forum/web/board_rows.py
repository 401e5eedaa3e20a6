from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.topics.latest import latest_of
from forum.topics.models import Topic

MOST = 15  # boards of one group; the others are named on a page of their own
MOST_INSIDE = 8  # names of boards below another


@dataclass(frozen=True)
class BoardRow:
    """A board as a list shows it: with its latest topic and the boards inside it, as far as there is room."""

    board: Board
    latest: Topic | None
    inside: Sequence[Board]
    left_out: int = 0


def rows_of(boards: Iterable[Board], tree: Tree, reader) -> dict[int, BoardRow]:
    """A row for each board, by its id, in two queries however many there are."""
    boards = list(boards)
    latest = latest_of(boards, reader) if boards else {}
    rows = {}
    for board in boards:
        inside = tree.inside(board)
        left_out = max(len(inside) - MOST_INSIDE, 0)
        rows[board.pk] = BoardRow(board, latest.get(board.pk), inside[:MOST_INSIDE], left_out)
    return rows
