"""The newest posts in what a member follows, at a cost that grows with what they follow and not with the forum."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.follows import selection
from forum.follows.models import Follow, FollowQuerySet
from forum.posts.models import Post
from forum.topics.models import Topic

SPAN = timedelta(days=90)  # what is older is nothing new, and lies behind an index's range
TOPICS = 100  # followed topics with the newest posts that are looked at


def newest_followed(member: Asker, most: int) -> list[Post]:
    """As many posts of others as asked for, the newest first, with their topics and authors."""
    since = timezone.now() - SPAN
    permissions = permissions_of(member)
    recent = Post.objects.notifiable_to(permissions).filter(created_at__gt=since)
    follows = Follow.objects.active().filter(member=permissions.reader.pk)
    firsts = recent.filter(topic__created_at__gt=since)
    sources: list[QuerySet[Post]] = [
        firsts.filter(selection.is_post_of("board", follows.of_kind("board").values("board"))),
        firsts.filter(selection.is_post_of("person", follows.of_kind("person").values("person"))),
        # Not by a join, in which a topic with two followed tags would count twice.
        firsts.filter(number=1, topic__in=_tagged(follows)),
        # Of a long topic only the end is looked at, by its numbers.
        recent.filter(topic__in=_busiest(follows, since), number__gt=F("topic__last_number") - 2 * most),
    ]
    dated_ids: set[tuple[datetime, int]] = set()
    for posts in sources:
        dated_ids |= set(posts.order_by("-created_at", "-pk").values_list("created_at", "pk")[:most])
    newest = [pk for _date, pk in sorted(dated_ids, reverse=True)[:most]]
    rows = Post.objects.select_related("topic", "author").in_bulk(newest)
    return [rows[pk] for pk in newest if pk in rows]


def _tagged(follows: FollowQuerySet) -> QuerySet[Any, Any]:
    rows = Topic.tags.through.objects.filter(tag__in=follows.of_kind("tag").values("tag"))
    return rows.values("topic")


def _busiest(follows: FollowQuerySet, since: datetime) -> list[int]:
    topics = Topic.objects.not_removed().filter(pk__in=follows.of_kind("topic").values("topic"))
    return list(topics.filter(last_post_at__gt=since).newest_first().values_list("pk", flat=True)[:TOPICS])
