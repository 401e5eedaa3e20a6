"""What a member follows, in the order of the list, and how much of it is new.

The first page without a filter is what most people open. Its queries are put together once for all who see the same.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.models import User
from forum.boards.models import hand_along, permissions_of
from forum.boards.permissions import Sight
from forum.database.prepared_queries import MOMENT, PreparedObjects, PreparedQuery, padded, stand_ins
from forum.database.subquery_counts import count_of
from forum.follows import selection
from forum.follows.models import KINDS, Follow, FollowQuerySet
from forum.posts.models import Post
from forum.reading.kept_topics import unread_topic_boards
from forum.reading.read_state import horizon, stand_in_reader, with_read_state
from forum.reading.reader_facts import OwnRules, moments_of
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

PER_PAGE = 30
MUTED = "muted"
WITH_TOPICS = ("", "topic", MUTED)


def follows_of(member: User, kind: str) -> QuerySet[Follow]:
    """The member's follows of a kind; "" for all of them, "muted" for what they have muted. Newest activity first.

    What has something new comes before the rest. Members who are ignored are not among them.
    """
    return in_order(of_kind(member.pk, kind), member, kind, unread_topics_of(member))


def first_follows(member: User, kind: str) -> list[Follow]:
    """The first page of these."""
    sight = Sight.of(permissions_of(member))
    if not sight.boards:
        return list(follows_of(member, kind)[:PER_PAGE])
    if kind == MUTED:
        return _first_muted(sight).objects([member.pk])
    topics = padded(unread_topics_of(member))
    query = _first(sight, kind, len(topics), own_rules=moments_of(member).own_rules)
    return query.objects([member.pk, horizon(member), *topics])


def follow_count(member: User, kind: str) -> int:
    return next((int(count) for (count,) in _count(kind).rows([member.pk])), 0)


def new_topics(member: User, follows: Sequence[Follow]) -> dict[int, int]:
    """Return the number of others' topics since the last visit and not opened, by follow of a board, tag or member."""
    ids = [follow.pk for follow in follows if follow.kind != "topic" and follow.is_active]
    sight = Sight.of(permissions_of(member))
    if not (ids and sight.boards):
        return dict.fromkeys(ids, 0)
    wanted = padded(ids)
    query = _new_topics(sight, len(wanted), own_rules=moments_of(member).own_rules)
    return dict(query.rows([member.pk, horizon(member), *wanted]))


def of_kind(member: int, kind: str) -> FollowQuerySet:
    rows = Follow.objects.filter(member=member)
    rows = rows.muted().filter(person=None) if kind == MUTED else rows.active()
    if kind in KINDS:
        rows = rows.of_kind(kind)
    # Conversations have a list of their own.
    return rows.filter(Q(topic=None) | Q(topic__board__isnull=False)) if kind in WITH_TOPICS else rows


def unread_topics_of(member: User) -> list[int]:
    """Of topics that the member sees no more, too; and never none: no topic has the number 0."""
    return list(unread_topic_boards(member)) or [0]


def in_order(rows: FollowQuerySet, member: User, kind: str, unread_topics: Sequence[int]) -> QuerySet[Follow]:
    # What happens in a topic out of sight must not show in where its nameless row stands.
    is_visible = is_allowed(member, "see", "topic__") & Q(topic__removed_at=None)
    moment = Case(When(is_visible, then="topic__last_post_at"), default="created_at")
    if kind == MUTED:
        return rows.order_by(moment.desc(), "-pk")
    return rows.order_by(new_first(member, is_visible, unread_topics), moment.desc(), "-pk")


def new_first(member: User, is_visible: Q, unread_topics: Sequence[int]) -> Case:
    """What to order follows by so that those come first in which `new_posts` or `new_topics` would count any.

    Of topics these are the ones that the number in the menu counts, which the process knows: to ask it of each of
    three thousand that a member follows took most of the page. A topic that it leaves out keeps its place by time.
    """
    has_new = Q(topic__in=unread_topics) & is_visible
    for posts in posts_of_new_topics(member):
        has_new |= Q(topic=None) & Q(Exists(posts))
    return Case(When(has_new, then=0), default=1)


def posts_of_new_topics(member: User) -> list[QuerySet[Post]]:
    """The posts of new topics since the last visit of a follow: if it is of a board, of a tag, of a member."""
    since = Coalesce(OuterRef("seen_at"), OuterRef("created_at"))
    # The moment twice: else PostgreSQL begins with all topics that are not read.
    later = Coalesce(OuterRef(OuterRef("seen_at")), OuterRef(OuterRef("created_at")))
    topic = with_read_state(Topic.objects.filter(pk=OuterRef("topic"), created_at__gt=later), member)
    is_new = Exists(topic.filter(Q(read_number=0, since__lt=F("created_at"))))
    recent = Post.objects.notifiable_to(member).filter(is_new, topic__created_at__gt=since)
    return [recent.filter(selection.is_post_of(kind, OuterRef(kind))) for kind in ("board", "tag", "person")]


def stand_in(sight: Sight, member: int, *, own_rules: OwnRules) -> User:
    reader = stand_in_reader(member, own_rules)
    hand_along(sight.asked_by(member), reader)
    return reader


@lru_cache(maxsize=50)
def _first(sight: Sight, kind: str, count: int, *, own_rules: OwnRules) -> PreparedObjects[Follow]:
    """Asks with the member, the horizon and so many unread topics."""
    number, *topics = stand_ins(1 + count)
    member = stand_in(sight, number, own_rules=own_rules)
    rows = in_order(of_kind(number, kind), member, kind, topics)
    return PreparedObjects(rows[:PER_PAGE], [number, MOMENT, *topics])


@lru_cache(maxsize=50)
def _first_muted(sight: Sight) -> PreparedObjects[Follow]:
    [number] = stand_ins(1)
    rows = in_order(
        of_kind(number, MUTED),
        stand_in(sight, number, own_rules=OwnRules(has_lines=False, has_mutes=True)),
        MUTED,
        [],
    )
    return PreparedObjects(rows[:PER_PAGE], [number])


@cache
def _count(kind: str) -> PreparedQuery:
    [member] = stand_ins(1)
    counted = of_kind(member, kind).order_by().values("member").annotate(count=Count("pk"))
    return PreparedQuery(counted.values_list("count"), [member])


@lru_cache(maxsize=50)
def _new_topics(sight: Sight, count: int, *, own_rules: OwnRules) -> PreparedQuery:
    """Asks with the member, the horizon and so many follows."""
    number, *follows = stand_ins(1 + count)
    board, tag, person = map(count_of, posts_of_new_topics(stand_in(sight, number, own_rules=own_rules)))
    rows = Follow.objects.filter(pk__in=follows).annotate(new=board + tag + person)
    return PreparedQuery(rows.values_list("pk", "new"), [number, MOMENT, *follows])
