from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Q, Subquery, When

from accounts.models import Reader
from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.follows.selection import mutes, without_muted
from forum.reading.unread import number_in_words
from forum.topics.models import Topic

MOST = 15  # boards of one group; the others are named on a page of their own
MOST_INSIDE = 8  # names of boards below another


@dataclass(frozen=True)
class BoardRow:
    """A board as a list shows it: with its latest topic and some of the boards inside it.

    `unread` is the number of topics with anything unread, on the board and on those below it.
    """

    board: Board
    latest: Topic | None
    is_muted: bool
    inside: Sequence[Board]
    left_out: int = 0
    unread: int = 0

    @property
    def unread_words(self) -> str:
        return number_in_words(self.unread)


def is_muted_by(reader: Reader) -> Q:
    return mutes(reader.pk, board=OuterRef("pk")) if reader.is_authenticated else Q(pk__in=())


def rows_of(
    boards: Iterable[Board], tree: Tree, reader: Reader, unread: Mapping[int, int]
) -> dict[int, BoardRow]:
    """Return a row for each board, by id, in two queries however many there are.

    The latest topic is none that the reader has muted. `unread` is how many topics are, by board.
    """
    boards = list(boards)
    topics = without_muted(Topic.objects.visible_to(reader).not_removed(), reader, on_board=False)
    newest = topics.filter(board=OuterRef("pk")).newest_first().values("pk")[:1]
    muted = Case(When(is_muted_by(reader), then=True), default=False)
    listed = Board.objects.filter(pk__in=[board.pk for board in boards]).order_by()
    facts = {
        pk: (topic_id, is_muted)
        for pk, topic_id, is_muted in listed.values_list("pk", Subquery(newest), muted)
    }
    newest_topics = Topic.objects.select_related("last_poster")
    latest = newest_topics.in_bulk([topic_id for topic_id, _is_muted in facts.values() if topic_id])
    rows = {}
    for board in boards:
        inside = tree.inside(board)
        left_out = max(len(inside) - MOST_INSIDE, 0)
        topic_id, is_muted = facts.get(board.pk, (None, False))  # none, where it was deleted in this moment
        count = sum(unread.get(pk, 0) for pk in (board.pk, *tree.below(board)))
        rows[board.pk] = BoardRow(
            board, latest.get(topic_id), is_muted, inside[:MOST_INSIDE], left_out, count
        )
    return rows
