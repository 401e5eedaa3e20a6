from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, OuterRef, Q, Subquery, When

from accounts.models import Reader, User
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Sight
from forum.boards.tree import Tree
from forum.database.prepared_queries import PreparedValues, padded, stand_ins
from forum.follows.selection import mutes, without_muted
from forum.pages.topics.lists import listed_topics
from forum.reading.reader_facts import has_mutes
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
    facts = facts_of(boards, reader)
    newest = listed_topics([topic_id for topic_id, _is_muted in facts.values() if topic_id])
    latest = {topic.id: topic for topic in newest}
    rows = {}
    for board in boards:
        inside = tree.inside(board)
        left_out = max(len(inside) - MOST_INSIDE, 0)
        topic_id, is_muted = facts.get(board.id, (0, False))  # none, where it was deleted in this moment
        count = sum(unread.get(pk, 0) for pk in (board.id, *tree.below(board)))
        rows[board.id] = BoardRow(
            board, latest.get(topic_id), is_muted, inside[:MOST_INSIDE], left_out, count
        )
    return rows


def facts_of(boards: Iterable[Board], reader: Reader) -> dict[int, tuple[int, bool]]:
    """The number of the latest topic on each of these boards, and whether the reader has muted the board."""
    numbers = [board.id for board in boards]
    if not numbers:
        return {}
    wanted = padded(numbers)
    sight, is_member = Sight.of(permissions_of(reader)), reader.is_authenticated
    query = _facts(sight, len(wanted), is_member=is_member, mutes=has_mutes(reader))
    rows = query.rows([*wanted, reader.pk] if reader.is_authenticated else wanted)
    return {pk: (topic_id, is_muted) for pk, topic_id, is_muted in rows}


@lru_cache(maxsize=100)
def _facts(sight: Sight, count: int, *, is_member: bool, mutes: bool) -> PreparedValues:
    """Asks with the boards, and a member."""
    numbers = stand_ins(count + 1 if is_member else count)
    reader = User(pk=numbers[-1]) if is_member else AnonymousUser()
    topics = Topic.objects.visible_to(sight.permissions).not_removed()
    if mutes:
        topics = without_muted(topics, reader, on_board=False)
    newest = Subquery(topics.filter(board=OuterRef("pk")).newest_first().values("pk")[:1])
    muted = Case(When(is_muted_by(reader), then=True), default=False)
    listed = Board.objects.filter(pk__in=numbers[:count]).order_by()
    return PreparedValues(listed.values_list("pk", newest, muted), numbers)
