"""What is left of notifications now (posts unread, removed, out of sight), in a fixed number of queries for all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, When

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Sight
from forum.database.prepared_queries import PreparedValues, padded, stand_ins
from forum.follows import selection
from forum.notifications.kinds import KINDS, kinds_by_follow
from forum.notifications.models import Delivery, Notification

COLUMNS = ("notification", "kind", "is_fresh", "n", "first", "last", "last_number", "last_follow")


@dataclass(frozen=True)
class Content:
    """What is left of a notification: its unread posts, or all if all are read."""

    kind: str  # the strongest reason
    count: int
    fresh_count: int  # of posts that the reader has not read
    first_post: int | None
    last_number: int | None
    last_post: int | None  # of those of this kind: its author is named
    last_follow: int | None


def contents_of(notifications: Collection[int], reader: User) -> dict[int, Content]:
    """Return what is left of these notifications, by id, in one query; those with nothing left are missing."""
    groups = defaultdict(list)
    if notifications:
        wanted = padded(notifications)
        query = _groups(Sight.of(permissions_of(reader)), tuple(KINDS), len(wanted))
        for row in query.rows([*wanted, reader.pk]):
            groups[row[0]].append(dict(zip(COLUMNS, row, strict=True)))
    return {notification: _content(rows) for notification, rows in groups.items()}


@lru_cache(maxsize=100)
def _groups(sight: Sight, _kinds: tuple[str, ...], count: int) -> PreparedValues:
    """Asks with so many notifications, and with their member."""
    *notifications, member = numbers = stand_ins(count + 1)
    asker = sight.asked_by(member)
    deliveries = Delivery.objects.filter(notification__in=notifications).notifiable_to(asker).order_by()
    rows = deliveries.annotate(is_fresh=Case(When(is_fresh(User(pk=member)), then=1), default=0))
    grouped = rows.values_list("notification", "kind", "is_fresh").annotate(
        n=Count("pk"),
        first=Min("post"),
        last=Max("post"),
        last_number=Max("post__number"),
        last_follow=Max("follow"),
    )
    return PreparedValues(grouped, numbers)


def with_news(notifications: Collection[int], reader: User) -> set[int]:
    """Those of these notifications that tell of what is fresh, or of anything and were marked unread again.

    The first thing that is found decides, however much a notification has gathered: each page asks this for the bell.
    """
    if not notifications:
        return set()
    wanted = padded(notifications)
    query = _with_news(Sight.of(permissions_of(reader)), tuple(KINDS), len(wanted))
    return {pk for pk, has_news in query.rows([*wanted, reader.pk]) if has_news}


@lru_cache(maxsize=100)
def _with_news(sight: Sight, _kinds: tuple[str, ...], count: int) -> PreparedValues:
    """Asks with so many notifications, and with their member."""
    *notifications, member = numbers = stand_ins(count + 1)
    # Twice the same: as an equality alone PostgreSQL would read all deliveries, and the posts of each, at first.
    deliveries = Delivery.objects.filter(notification=OuterRef("pk"), notification__lte=OuterRef("pk"))
    notifiable = deliveries.notifiable_to(sight.asked_by(member))
    has_news = Case(
        When(unread_again_at=None, then=Exists(notifiable.filter(is_fresh(User(pk=member))))),
        default=Exists(notifiable),
    )
    rows = Notification.objects.filter(pk__in=notifications).annotate(has_news=has_news).order_by()
    return PreparedValues(rows.values_list("pk", "has_news"), numbers)


def is_fresh(reader: User) -> Q:
    """A post is fresh to a follower until they have read it; to whom it addresses, until they have read on since.

    An edit may address somebody who has read the post before.
    """
    topic, number = OuterRef("post__topic"), OuterRef("post__number")
    read = selection.has_read(reader.pk, topic, number)
    read_since = selection.has_read(reader.pk, topic, number, read_at__gte=OuterRef("done_at"))
    by_follow = Q(kind__in=kinds_by_follow())
    return (by_follow & ~Q(read)) | (~by_follow & ~Q(read_since))


def _content(groups: Sequence[Mapping[str, Any]]) -> Content:
    fresh = [group for group in groups if group["is_fresh"]]
    counted = fresh or groups

    def present(name: str) -> list[int]:
        return [group[name] for group in counted if group[name] is not None]

    kinds = {group["kind"] for group in counted}
    if kinds & set(kinds_by_follow()) - {"reply"}:
        kinds.discard("reply")  # with the post that started the topic they are not replies alone
    strongest = max(kinds, key=lambda kind: KINDS[kind].rank)
    return Content(
        kind=strongest,
        count=sum(group["n"] for group in counted),
        fresh_count=sum(group["n"] for group in fresh),
        first_post=min(present("first"), default=None),
        last_number=max(present("last_number"), default=None),
        last_post=max(
            (group["last"] for group in counted if group["kind"] == strongest and group["last"]), default=None
        ),
        last_follow=max(present("last_follow"), default=None),
    )
