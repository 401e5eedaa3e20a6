from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.database.prepared_queries import PreparedJoins


class Tree:
    """The boards one reader sees, in their order, read in one query, or these, which have been read already."""

    def __init__(self, reader: Asker, boards: Iterable[Board] | None = None) -> None:
        if boards is None:
            boards = _boards(permissions_of(reader).boards("see")).objects()
        self.boards = {board.pk: board for board in boards}
        self._children: dict[int | None, list[Board]] = defaultdict(list)
        for board in self.boards.values():
            self._children[board.parent_id].append(board)

    def roots(self) -> list[Board]:
        return self._children[None]

    def inside(self, board: Board) -> list[Board]:
        return self._children[board.id]

    def path(self, board_id: int) -> list[Board]:
        """The boards from the top down to this one."""
        path: list[Board] = []
        board = self.boards.get(board_id)
        while board is not None:
            path.insert(0, board)
            board = self.boards.get(board.parent_id) if board.parent_id else None
        return path

    def indented(self, board: Board | None = None) -> list[tuple[int, Board]]:
        """All boards, or those inside one, with their depth, each followed by those inside it."""
        return list(self._walk(board.id if board else None, 0))

    def below(self, board: Board) -> list[int]:
        """The numbers of all boards inside this one, at any depth."""
        return [inner.id for _depth, inner in self.indented(board)]

    def _walk(self, parent: int | None, depth: int) -> Iterator[tuple[int, Board]]:
        for board in self._children[parent]:
            yield depth, board
            yield from self._walk(board.id, depth + 1)


@lru_cache(maxsize=100)
def _boards(seen: frozenset[int]) -> PreparedJoins[Board]:
    return PreparedJoins(Board.objects.filter(pk__in=seen))
