"""What is new to a member, in lists and in the menu. `read_state` says what that means."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast

from django.db.models import Case, F, Value, When
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.database.prepared_queries import MOMENT, PreparedQuery, stand_ins
from forum.database.subquery_counts import count_of
from forum.follows.selection import has_muted_topic
from forum.reading.kept_topics import KeptTopics, kept_topics_of, unread_topic_boards
from forum.reading.read_state import horizon, newest_unread_posts, stand_in_reader, with_read_state
from forum.reading.reader_facts import OwnRules, moments_of
from forum.topics.models import Topic, TopicQuerySet

MOST = 99  # that are named; more are "99+"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def since_epoch(moment: datetime) -> int:
    """In microseconds."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def number_in_words(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


@dataclass(frozen=True)
class Unread:
    """What is unread in a topic of a list."""

    count: int  # of posts; exact up to MOST
    is_new: bool  # the member has never read any of it

    @property
    def words(self) -> str:
        return number_in_words(self.count)


def unread_counts(reader: Reader, topics: Iterable[Topic]) -> dict[int, Unread]:
    """What is unread in each of these topics, by id, in one query. Topics without anything unread are left out.

    Nothing is unread in a topic that the reader has muted, or whose board, tag or thread starter.
    """
    return muted_and_unread(reader, topics)[1]


def muted_and_unread(
    reader: Reader, topics: Iterable[Topic], *, on_board: bool = True
) -> tuple[set[int], dict[int, Unread]]:
    """Those of a list's topics to dim, which the reader has muted, and `unread_counts`, in one query."""
    ids = [topic.id for topic in topics]
    if not reader.is_authenticated or not ids:
        return set(), {}
    query = _muted_and_unread(len(ids), moments_of(reader).own_rules, on_board=on_board)
    muted: set[int] = set()
    unread: dict[int, Unread] = {}
    values: list[int | datetime] = [reader.pk, horizon(reader), *ids]
    for pk, is_dimmed, is_left_out, count, so_far, removed_at in query.rows(values):
        if is_left_out if on_board else is_dimmed:
            muted.add(pk)
        if count and not is_left_out and removed_at is None:
            unread[pk] = Unread(count, is_new=not so_far)
    return muted, unread


@lru_cache
def _muted_and_unread(count: int, own_rules: OwnRules, *, on_board: bool) -> PreparedQuery:
    """Asks of so many topics, with the reader, the horizon and the topics."""
    member_id, *ids = stand_ins(1 + count)
    reader, mutes = stand_in_reader(member_id, own_rules), own_rules.has_mutes
    # The moment of the last post is in the topic's row, and spares a look at the posts of most.
    new = When(last_post_at__gt=F("since"), then=count_of(newest_unread_posts(reader), "number"))
    rows = with_read_state(Topic.objects.filter(pk__in=ids), reader).annotate(
        is_dimmed=has_muted_topic(member_id, on_board=False) if mutes and not on_board else Value(False),
        is_left_out=has_muted_topic(member_id) if mutes else Value(False),
        count=Case(new, default=0),
        so_far=F("read_number"),
    )
    fields = ("pk", "is_dimmed", "is_left_out", "count", "so_far", "removed_at")
    return PreparedQuery(rows.order_by().values_list(*fields), (member_id, MOMENT, *ids))


def unread_topics(reader: User) -> TopicQuerySet:
    """The topics in which the reader has anything unread, in no order.

    They are looked for among the topics with the newest posts, those the reader opened last and those they follow,
    as many of each as `kept_topics` says; and others' posts may be some seconds old until their topic is here.
    """
    boards = permissions_of(reader).boards("see")
    ids = [pk for pk, board in unread_topic_boards(reader).items() if board in boards]
    # By the sum, so that SQLite goes by these ids, and not through all topics of the boards.
    visible = Topic.objects.not_removed().alias(on_board=F("board_id") + 0).filter(on_board__in=boards)
    return visible.filter(pk__in=ids)


class UnreadInMenu:
    """The number beside “Unread” in the menu: of topics with anything unread, 0 for a visitor."""

    def __init__(self, reader: Reader, asked_at: datetime) -> None:
        self.reader = reader
        self._asked_at = asked_at
        self._read_now: set[int] = set()

    def leave_out(self, topic_id: int) -> None:
        """Count the topic no more: this page shows the rest of it, though its mark is written a moment later."""
        self._read_now.add(topic_id)

    @cached_property
    def by_board(self) -> dict[int, int]:
        """How many topics have anything unread, by board, of the boards that the reader sees."""
        if not self.reader.is_authenticated:
            return {}
        boards = permissions_of(self.reader).boards("see")
        unread = ((topic, board) for topic, board in self._kept.boards.items() if board in boards)
        return Counter(board for topic, board in unread if topic not in self._read_now)

    @property
    def until(self) -> int:
        """Up to when this page tells of posts, in microseconds since 1970: what came later may be missing on it."""
        return since_epoch(min(self._asked_at, self._kept.read_at))

    @cached_property
    def _kept(self) -> KeptTopics:
        return kept_topics_of(cast("User", self.reader))

    @property
    def count(self) -> int:
        return sum(self.by_board.values())

    @property
    def conversations(self) -> int:
        """How many of their own conversations have anything unread."""
        return len(self._kept.conversations - self._read_now) if self.reader.is_authenticated else 0

    @property
    def conversations_label(self) -> str:
        words = ngettext(
            "%(count)d conversation with unread messages",
            "%(count)d conversations with unread messages",
            self.conversations,
        )
        return words % {"count": self.conversations}

    @property
    def words(self) -> str:
        return number_in_words(self.count)
