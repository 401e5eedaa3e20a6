"""Which topics have anything unread for a member: worked out in one query, and kept for a while by each process.

The reader's own acts are seen at once in every process, by the moments that the bell reads on each page. Others'
posts may be missing for KEPT_FOR seconds, and what is neither, a mute or a removal, for LONGEST_KEPT.
"""

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.boards.models import permissions_of
from forum.database.prepared_queries import MOMENT, PreparedQuery, stand_ins
from forum.follows.models import Follow
from forum.reading.read_state import horizon, stand_in_reader, with_anything_unread
from forum.reading.reader_facts import Moments, OwnRules, moments_of, unread_days
from forum.topics.models import Topic
from forum.topics.participants import takes_part
from forum.topics.read_mark_rows import ReadMark

MOST = 1_000  # topics of each kind that are looked at
KEPT_FOR = 15.0  # seconds
LONGEST_KEPT = 60.0
MOST_MEMBERS = 1_000  # whose topics a process keeps

# Tests ask anew each time, so that a page costs the same whenever it is asked for.
keeps = True


@dataclass(frozen=True)
class KeptTopics:
    moments: Moments
    kept_at: float
    read_at: datetime  # what was posted since may be missing
    days: int
    boards: dict[int, int]  # of each topic, by id
    conversations: frozenset[int]  # of the member, with anything unread

    def is_valid(self, moments: Moments, days: int) -> bool:
        age = time.monotonic() - self.kept_at
        has_new_posts = self.moments.latest_post_at != moments.latest_post_at
        has_own_acts = self.moments != replace(moments, latest_post_at=self.moments.latest_post_at)
        return not has_own_acts and self.days == days and age < (KEPT_FOR if has_new_posts else LONGEST_KEPT)


_kept: OrderedDict[int, KeptTopics] = OrderedDict()
_lock = Lock()


def unread_topic_boards(member: User) -> dict[int, int]:
    """The board of each topic with anything unread, by the topic's id; of boards too that the member sees no more."""
    return kept_topics_of(member).boards


def kept_topics_of(member: User) -> KeptTopics:
    """The same with the moment at which it was worked out."""
    moments, days = moments_of(member), unread_days(member)
    with _lock:
        kept = _kept.get(member.pk)
    if kept is None or not keeps or not kept.is_valid(moments, days):
        kept = KeptTopics(moments, time.monotonic(), timezone.now(), days, *_read(member))
        _keep(member.pk, kept)
    return kept


def forget(member: User) -> None:
    """Work it out anew in this process, after an act that the moments do not tell of."""
    with _lock:
        _kept.pop(member.pk, None)


def forget_all() -> None:
    with _lock:
        _kept.clear()


def _keep(member_id: int, kept: KeptTopics) -> None:
    with _lock:
        _kept[member_id] = kept
        _kept.move_to_end(member_id)
        if len(_kept) > MOST_MEMBERS:
            _kept.popitem(last=False)


def _read(member: User) -> tuple[dict[int, int], frozenset[int]]:
    permissions = permissions_of(member)
    hidden = set(permissions.tree.parents) - permissions.boards("see")
    query = _with_anything_unread(len(hidden), moments_of(member).own_rules)
    rows = query.rows([member.pk, horizon(member), *hidden])
    boards = {topic: board for topic, board in rows if board is not None}
    return boards, _own_conversations(member, [topic for topic, board in rows if board is None])


def _own_conversations(member: User, topics: Collection[int]) -> frozenset[int]:
    """Those of these in which the member takes part: what they once opened is among them after they have left, too."""
    if not topics:
        return frozenset()
    own = Topic.objects.filter(takes_part(member), pk__in=topics)
    return frozenset(own.values_list("pk", flat=True))


@lru_cache
def _with_anything_unread(count: int, own_rules: OwnRules) -> PreparedQuery:
    """Asks with the member, the horizon and so many boards that are hidden from them."""
    member_id, *hidden = stand_ins(1 + count)
    member = stand_in_reader(member_id, own_rules)
    # What is read to the end is the most, and the quickest to tell.
    is_read = Exists(
        ReadMark.objects.filter(member=member_id, topic=OuterRef("pk"), number__gte=OuterRef("last_number"))
    )
    topics = Topic.objects.not_removed().filter(~is_read, pk__in=_candidates(member, hidden))
    rows = with_anything_unread(topics, member).order_by().values_list("pk", "board_id")
    return PreparedQuery(rows, (member_id, MOMENT, *hidden))


def _candidates(member: User, hidden: list[int]) -> QuerySet[Topic, Any]:
    """Topics with the newest posts, those that the member opened last, and those followed."""
    # Not as `board__in`: SQLite would sort all topics of the boards. Boards without a name here are sorted out later.
    on_boards = Topic.objects.filter(~Q(board__in=hidden), board__isnull=False)
    newest = on_boards.filter(last_post_at__gt=horizon(member), removed_at=None)
    opened = ReadMark.objects.filter(member=member).order_by("-read_at").values("topic")
    followed = (
        Follow.objects.active().filter(member=member, topic__isnull=False).order_by("-pk").values("topic")
    )
    # Each in a query of its own, since SQLite takes no limits in the parts of a union.
    parts = [newest.newest_first().values("pk")[:MOST], opened[:MOST], followed[:MOST]]
    first, *others = (Topic.objects.filter(pk__in=part).values("pk") for part in parts)
    return first.union(*others)
