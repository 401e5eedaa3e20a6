"""The first pages of the lists that most people open, neither filtered nor sorted otherwise, by prepared queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.boards.permissions import Sight
from forum.database.prepared_queries import PreparedValues, stand_ins
from forum.follows.selection import without_muted
from forum.topics.filtering import Filter, filtered, reads_all_on_boards
from forum.topics.models import PER_PAGE, Topic, TopicQuerySet

MOST_PINNED = 5  # topics at the top of Latest


@dataclass(frozen=True)
class FirstPage:
    """What decides which query finds it, beside the member who asks."""

    sight: Sight
    is_member: bool
    leaves_out: bool  # what the member has muted
    reads_all: bool  # of the boards, see `forum.topics.filtering`

    @classmethod
    def of(cls, reader: Reader, wanted: Filter, *, leaves_out: bool) -> "FirstPage":
        sight = Sight.of(permissions_of(reader))
        return cls(sight, reader.is_authenticated, leaves_out, reads_all_on_boards(wanted, PER_PAGE))

    def topics(self, member: int) -> TopicQuerySet:
        reader = User(pk=member) if self.is_member else AnonymousUser()
        # Their numbers say no more than `reads_all`.
        wanted = Filter(None, (), 0, {}, 1) if self.reads_all else Filter(None, (), 1, {}, 0)
        topics = filtered(Topic.objects.all(), self.sight.permissions, wanted)
        return without_muted(topics, reader) if self.leaves_out else topics

    def pinned(self, reader: Reader) -> list[int]:
        return _numbers(_pinned(self), self, reader)

    def rest(self, reader: Reader, order: Sequence[str], pinned: Sequence[int]) -> list[int]:
        """The topics below those that are pinned, and one more if there is another page."""
        numbers = _numbers(_in_order(self, tuple(order)), self, reader)
        return [number for number in numbers if number not in pinned][: PER_PAGE + 1]


def pinned_everywhere(topics: TopicQuerySet) -> QuerySet[Topic, tuple[int]]:
    """The numbers of those at the top of Latest, each in a row of its own."""
    pinned = topics.filter(is_pinned_everywhere=True).order_by("-pinned_at", "-id")
    return pinned.values_list("pk")[:MOST_PINNED]


def _numbers(query: PreparedValues, page: FirstPage, reader: Reader) -> list[int]:
    return [number for (number,) in query.rows([reader.pk or 0] if page.leaves_out else [])]


@lru_cache(maxsize=200)
def _pinned(page: FirstPage) -> PreparedValues:
    [member] = stand_ins(1)
    return PreparedValues(pinned_everywhere(page.topics(member)), [member] if page.leaves_out else [])


@lru_cache(maxsize=200)
def _in_order(page: FirstPage, order: tuple[str, ...]) -> PreparedValues:
    [member] = stand_ins(1)
    topics = page.topics(member).order_by(*order).values_list("pk")
    return PreparedValues(topics[: PER_PAGE + 1 + MOST_PINNED], [member] if page.leaves_out else [])
