"""The best of what was posted while a member was away, without looking at all of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef
from django.db.models.functions import Greatest

from accounts.models import User
from forum.boards.models import permissions_of
from forum.follows.selection import mutes, without_muted
from forum.posts.models import Post
from forum.reading import tallies
from forum.reading.models import Period, TopicTally
from forum.topics.models import Topic
from forum.topics.rules import is_listed

MOST_PINNED = 5
MOST = 20
LOOKED_AT = 100  # topics with the most replies in the shortest period that holds the absence
POSTS_LOOKED_AT = 500  # the newest of each of these


@dataclass(frozen=True)
class MissedTopic:
    topic: Topic
    people: int  # who replied in the meantime
    replies: int


def missed_topics(member: User, since: datetime, most: int = MOST) -> list[MissedTopic]:
    """New pinned topics, the newest first, then those in which most people replied since then. Nothing muted."""
    pinned = _pinned(member, since)
    answered = _answered(member, since)
    facts = dict.fromkeys(pinned, (0, 0)) | answered
    ids = [*pinned, *(pk for pk in answered if pk not in pinned)][:most]
    topics = Topic.objects.listed().in_bulk(ids)
    return [MissedTopic(topics[pk], *facts[pk]) for pk in ids if pk in topics]


def _pinned(member: User, since: datetime) -> list[int]:
    board_order = is_listed(permissions_of(member), are_few=True)
    topics = Topic.objects.not_removed().filter(board_order, pin_rank=1, created_at__gte=since)
    newest = without_muted(topics.exclude(author=member), member).sorted_by("start")
    return list(newest.values_list("pk", flat=True)[:MOST_PINNED])


def _answered(member: User, since: datetime) -> dict[int, tuple[int, int]]:
    """How many people wrote how many replies since then, by topic, most people first."""
    period = next((period for period in Period if tallies.beginning(period) <= since), Period.YEAR)
    topics = Topic.objects.not_removed().filter(is_listed(permissions_of(member)), last_post_at__gte=since)
    topics = without_muted(topics.filter(tallies__period=period), member)
    candidates = topics.order_by(*TopicTally.MOST_FIRST).values_list("pk", flat=True)[:LOOKED_AT]
    replies = Post.objects.not_removed().filter(
        topic__in=list(candidates),
        created_at__gte=since,
        # One bound, by which the index is entered: of two SQLite takes either.
        number__gte=Greatest(F("topic__last_number") - POSTS_LOOKED_AT, 2),
    )
    others = replies.exclude(author=member).filter(~mutes(member.pk, person=OuterRef("author")))
    rows = (
        others.order_by().values_list("topic").annotate(people=Count("author", distinct=True), n=Count("pk"))
    )
    return {pk: (people, n) for pk, people, n in rows.order_by("-people", "-n", "-topic")}
