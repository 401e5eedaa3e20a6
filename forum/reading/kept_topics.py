"""Which topics have anything unread for a member: worked out in one query, and kept for a while by each process.

The reader's own acts are seen at once in every process, by the moments that the bell reads on each page. Others'
posts may be missing for KEPT_FOR seconds, and what is neither, a mute or a removal, for LONGEST_KEPT. Whoever reads one
topic after the other changes one of thousands with each page, so what was read or posted since is asked for alone.
"""

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.boards.models import permissions_of
from forum.database.prepared_queries import MOMENT, PreparedQuery, padded, stand_ins
from forum.follows.models import Follow
from forum.reading.read_state import LONG_AGO, horizon, stand_in_reader, with_anything_unread
from forum.reading.reader_facts import Moments, OwnRules, moments_of, unread_days
from forum.topics.models import Topic
from forum.topics.participants import takes_part
from forum.topics.read_mark_rows import ReadMark

MOST = 1_000  # topics of each kind that are looked at
KEPT_FOR = 15.0  # seconds
LONGEST_KEPT = 60.0
MOST_MEMBERS = 1_000  # whose topics a process keeps
MOST_CHANGED = 256  # topics that are asked for alone, in a fifth of the time; with more, all are
NEWEST_FOLLOWS = 8  # a reply makes one, of which no moment tells
# What is noted or posted now may be written with its moment when later ones have been seen.
WRITTEN_LATE = timedelta(seconds=10)

# Tests ask anew each time, so that a page costs the same whenever it is asked for.
keeps = True


@dataclass(frozen=True)
class KeptTopics:
    moments: Moments
    kept_at: float  # when all topics were looked at
    news_at: float  # when others' posts were
    read_at: datetime  # the same moment: what was posted since may be missing
    days: int
    boards: dict[int, int]  # of each topic, by id
    conversations: frozenset[int]  # of the member, with anything unread

    def is_of(self, moments: Moments, days: int) -> bool:
        """Whether nothing but reading and posting may have changed it."""
        return (
            self.days == days
            and self.moments.latest_line_at == moments.latest_line_at
            and self.moments.has_mutes == moments.has_mutes
            and time.monotonic() - self.kept_at < LONGEST_KEPT
        )

    def has_read(self, moments: Moments) -> bool:
        return self.moments.latest_read_at != moments.latest_read_at

    def has_news(self, moments: Moments) -> bool:
        is_due = time.monotonic() - self.news_at >= KEPT_FOR
        return is_due and self.moments.latest_post_at != moments.latest_post_at


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
    current = None
    if kept is not None and keeps and kept.is_of(moments, days):
        current = _brought_up_to_date(member, kept, moments)
    if current is None:
        now = time.monotonic()
        current = KeptTopics(moments, now, now, timezone.now(), days, *_read(member))
    if current is not kept:
        _keep(member.pk, current)
    return current


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


def _brought_up_to_date(member: User, kept: KeptTopics, moments: Moments) -> KeptTopics | None:
    """With what the member has read since, and others have posted. None where that is much."""
    changed: set[int] = set()
    if kept.has_read(moments):
        changed |= _read_since(member, kept.moments.latest_read_at)
        kept = replace(kept, moments=replace(kept.moments, latest_read_at=moments.latest_read_at))
    if kept.has_news(moments):
        since, now = kept.read_at - WRITTEN_LATE, timezone.now()
        changed |= {pk for (pk,) in _posted_since().rows([since, member.pk])}
        seen = replace(kept.moments, latest_post_at=moments.latest_post_at)
        kept = replace(kept, moments=seen, news_at=time.monotonic(), read_at=now)
    if len(changed) > MOST_CHANGED:
        return None
    return _with_topics(member, kept, moments.own_rules, changed) if changed else kept


def _read_since(member: User, moment: datetime | None) -> set[int]:
    """Topics that the member has opened since, and those followed last."""
    since = moment - WRITTEN_LATE if moment else LONG_AGO
    followed = _followed_last().rows([member.pk])
    return {topic for (topic,) in [*_opened_since().rows([member.pk, since]), *followed]}


def _with_topics(member: User, kept: KeptTopics, own_rules: OwnRules, topics: Collection[int]) -> KeptTopics:
    """What is kept, with these topics as they are now."""
    asked = padded(topics)
    rows = _with_anything_unread_of(len(asked), own_rules).rows([member.pk, horizon(member), *asked])
    others = {topic: board for topic, board in kept.boards.items() if topic not in topics}
    unread = {topic: board for topic, board in rows if board is not None}
    conversations = _own_conversations(member, [topic for topic, board in rows if board is None])
    return replace(
        kept, boards=others | unread, conversations=kept.conversations.difference(topics) | conversations
    )


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
    rows = _unread_among(member, _candidates(member, hidden))
    return PreparedQuery(rows, (member_id, MOMENT, *hidden))


@lru_cache
def _with_anything_unread_of(count: int, own_rules: OwnRules) -> PreparedQuery:
    """Asks with the member, the horizon and so many topics."""
    member_id, *topics = stand_ins(1 + count)
    rows = _unread_among(stand_in_reader(member_id, own_rules), topics)
    return PreparedQuery(rows, (member_id, MOMENT, *topics))


def _unread_among(member: User, topics: Collection[int] | QuerySet[Topic, Any]) -> QuerySet[Topic, Any]:
    rows = with_anything_unread(Topic.objects.not_removed().filter(pk__in=topics), member)
    return rows.order_by().values_list("pk", "board_id")


@cache
def _opened_since() -> PreparedQuery:
    """Asks with the member and the moment."""
    [member] = stand_ins(1)
    opened = ReadMark.objects.filter(member=member, read_at__gte=MOMENT).order_by("-read_at")
    return PreparedQuery(opened.values_list("topic")[: MOST_CHANGED + 1], (member, MOMENT))


@cache
def _followed_last() -> PreparedQuery:
    """Asks with the member."""
    [member] = stand_ins(1)
    followed = Follow.objects.active().filter(member=member, topic__isnull=False).order_by("-pk")
    return PreparedQuery(followed.values_list("topic")[:NEWEST_FOLLOWS], (member,))


@cache
def _posted_since() -> PreparedQuery:
    """Asks with the moment and the member, whose conversations are among them if opened or followed."""
    [member] = stand_ins(1)
    is_theirs = Exists(ReadMark.objects.filter(member=member, topic=OuterRef("pk"))) | Exists(
        Follow.objects.active().filter(member=member, topic=OuterRef("pk"))
    )
    topics = Topic.objects.filter(Q(board__isnull=False) | is_theirs, last_post_at__gte=MOMENT)
    return PreparedQuery(topics.newest_first().values_list("pk")[: MOST_CHANGED + 1], (MOMENT, member))


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
