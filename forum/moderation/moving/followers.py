"""Followers of topics whose posts or place change. Who may not see the new place keeps nothing of it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from accounts.models import User
from forum.follows.models import Follow
from forum.topics.models import Topic
from forum.topics.rules import is_public, readers_of

Facts = dict[str, Any]
CARRIED = (Follow.State.FOLLOWING, Follow.State.UNCONFIRMED)
KEPT = ("member_id", "address", "language", "state", "level", "is_shown")


def forget_blind_followers(topic: Topic) -> list[list[Any]]:
    """Forget the follows of those who do not see the topic; return what `follow_again` takes. The topic is locked."""
    blind = _blind(Follow.objects.filter(topic=topic), topic)
    kept = [list(row) for row in blind.values_list(*KEPT)]
    blind.delete()
    _recount(topic)
    return kept


def follow_again(topic: Topic, kept: Iterable[Collection[Any]]) -> None:
    """Bring back follows that were forgotten, of those who see the topic now and have not followed it since."""
    rows = [Follow(topic=topic, **dict(zip(KEPT, row, strict=True))) for row in kept]
    members = User.objects.filter(readers_of(topic), pk__in=[row.member_id for row in rows], closed_at=None)
    open_members = set(members.values_list("pk", flat=True))
    shows_visitors = is_public(AnonymousUser(), topic)
    wanted = [row for row in rows if row.member_id in open_members or (row.address and shows_visitors)]
    Follow.objects.bulk_create(wanted, batch_size=500, ignore_conflicts=True)
    _recount(topic)


def carry_followers(source: Topic, target: Topic) -> Facts:
    """Let those who follow one topic follow the other, into which it was merged, as often as they wanted.

    Who has said already how often they want to hear of the other, or that they do not, is asked nothing.
    """
    rows = Follow.objects.filter(topic=source)
    forgotten = [list(row) for row in _blind(rows, target).values_list(*KEPT)]
    _blind(rows, target).delete()
    there = Follow.objects.filter(topic=target)
    known = Q(member__in=there.filter(member__isnull=False).values("member"))
    known |= Q(member=None, address__in=there.filter(member=None).values("address"))
    # Who has not confirmed an address stays asked about the topic alone that they asked for, if they follow the other.
    twice = list(rows.filter(known, state=Follow.State.FOLLOWING).values_list("pk", flat=True))
    moved = list(rows.filter(state__in=CARRIED).exclude(known).values_list("pk", flat=True))
    _each(twice, lambda some: some.update(state=Follow.State.LEFT))
    _each(moved, lambda some: some.update(topic=target))
    _recount(source)
    _recount(target)
    return {"forgotten": forgotten, "twice": twice, "moved": moved}


def bring_followers_back(source: Topic, target: Topic, facts: Facts) -> None:
    """Undo `carry_followers`, except for those who have chosen otherwise since."""
    _each(
        facts.get("moved", []),
        lambda some: some.filter(topic=target, state__in=CARRIED).update(topic=source),
    )
    _each(
        facts.get("twice", []),
        lambda some: some.filter(topic=source, state=Follow.State.LEFT).update(state=Follow.State.FOLLOWING),
    )
    follow_again(source, facts.get("forgotten", []))
    _recount(target)


def follow_own_posts(source: Topic, target: Topic, posts: Collection[int]) -> list[int]:
    """Let authors of these posts who follow the one topic follow the other too; return the new follows."""
    theirs = Follow.objects.active().filter(topic=source, member__posts__in=list(posts)).distinct()
    seeing = theirs.filter(member__in=User.objects.filter(readers_of(target), closed_at=None).values("pk"))
    new = [
        Follow(topic=target, member_id=row.member_id, level=row.level, is_shown=row.is_shown)
        for row in seeing
    ]
    Follow.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    _recount(target)
    members = [row.member_id for row in new]
    return list(Follow.objects.filter(topic=target, member__in=members).values_list("pk", flat=True))


def forget_carried(topic: Topic, follows: Collection[int]) -> None:
    """Undo `follow_own_posts`."""
    _each(follows, lambda some: some.filter(topic=topic).delete())
    _recount(topic)


def _blind(rows: QuerySet[Follow], topic: Topic) -> Any:
    seeing = User.objects.filter(readers_of(topic)).values("pk")
    blind = Q(member__isnull=False) & ~Q(member__in=seeing)
    if not is_public(AnonymousUser(), topic):
        blind |= Q(member=None)
    return rows.filter(blind)


def _each(ids: Collection[int], change: Any) -> None:
    for at in range(0, len(ids), 5_000):
        change(Follow.objects.filter(pk__in=list(ids)[at : at + 5_000]))


def _recount(topic: Topic) -> None:
    topic.follower_count = Follow.objects.active().filter(topic=topic).count()
    Topic.objects.filter(pk=topic.pk).update(follower_count=topic.follower_count, version=F("version") + 1)
