"""Following, muting, stopping: one row for each member and thing, and an exact count of followers on the thing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum import limits
from forum.database.deferred_writes import WriteBuffer
from forum.database.prepared_writes import PreparedInsert
from forum.follows.models import DIGESTS, MUTE, Follow, Followable, FollowPreference, Level, kind_of
from forum.jobs.enqueuing import enqueue
from forum.topics.models import Topic

State = Follow.State

VISIT = timedelta(minutes=1)  # a visit is noted once in this time


def enforce_limits(member: User, thing: Followable) -> None:
    """Asked before a member follows or stops by hand; raise LimitExceeded if they have done so too often."""
    limits.enforce_all(("follow-thing", f"{member.pk} {kind_of(thing)} {thing.pk}"), ("follow", member.pk))


def follow(
    member: User, thing: Followable, level: str | None = None, *, is_shown: bool | None = None
) -> Follow | None:
    """Follow the thing at this level, or change the level of a follow. Return None if the member or the thing is gone.

    Without a level it is the one they follow at already, or did until they stopped, or else their default for such
    things.
    """
    return _change(member, thing, State.FOLLOWING, level, is_shown)


def mute(member: User, thing: Followable, *, is_shown: bool | None = None) -> Follow | None:
    """Never notify the member of this thing. To mute a member is to ignore whatever they do."""
    return _change(member, thing, State.MUTED, None, is_shown)


def choose(
    member: User, thing: Followable, choice: str | None, *, is_shown: bool | None = None
) -> Follow | None:
    """Do as one of the CHOICES says: follow at a level, or mute."""
    if choice == MUTE:
        return mute(member, thing, is_shown=is_shown)
    return follow(member, thing, choice, is_shown=is_shown)


@transaction.atomic
def unfollow(member: User, thing: Followable) -> None:
    """Stop following or muting. It is remembered, so that writing there does not follow again."""
    if _lock(member, thing) and (row := Follow.find_or_new(member, thing)).pk:
        _save(row, thing, State.LEFT, row.level, row.is_shown)


def follow_by_writing(member: User, topic: Topic, wish: bool | None, *, starts: bool) -> None:
    """Follow the topic in which the member writes, if they ask for it, or if they say nothing and their preferences do.

    A "no" is remembered, and a topic that was left or muted stays so. The caller has locked the member, then
    the topic.
    """
    row = Follow.find_or_new(member, topic)
    if row.pk and (wish is None or wish == row.is_active):
        return
    if wish is False:
        _save(row, topic, State.LEFT, row.level, row.is_shown)
        return
    preference = FollowPreference.of(member)
    if wish or (preference.follows_started if starts else preference.follows_replied):
        _save(row, topic, State.FOLLOWING, *row.defaults(preference))


def follow_at(member: User, topic: Topic, at: datetime) -> None:
    """Follow a conversation that another has let the member take part in, from this moment on, unless it is muted.

    The caller has locked the member, then the topic.
    """
    row = Follow.find_or_new(member, topic)
    if row.pk and (row.is_active or row.state == State.MUTED):
        return
    _save(row, topic, State.FOLLOWING, *row.defaults(FollowPreference.of(member)))
    # Whoever begins to follow after a post was written is not told of it.
    Follow.objects.filter(pk=row.pk).update(created_at=at)


@transaction.atomic
def _change(
    member: User, thing: Followable, state: str, level: str | None, is_shown: bool | None
) -> Follow | None:
    if not _lock(member, thing):
        return None
    row = Follow.find_or_new(member, thing)
    if not row.is_active:
        default_level, default_shown = row.defaults(FollowPreference.of(member))
        if state == State.FOLLOWING:
            level = level or default_level
        is_shown = default_shown if is_shown is None else is_shown
    _save(row, thing, state, level or row.level, row.is_shown if is_shown is None else is_shown)
    return row


def _lock(member: User, thing: Followable) -> bool:
    """Lock the member's row and then the thing's; return whether both are still here."""
    if isinstance(thing, User):
        return lock_members([member.pk, thing.pk])
    return lock_members([member.pk]) and lock_thing(thing)


def lock_members(ids: Iterable[int]) -> bool:
    """Lock these members, by number so that two who follow each other never wait for each other. Are all still here?"""
    ids = set(ids)
    rows = User.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=ids)
    return sum(1 for closed_at in rows.values_list("closed_at", flat=True) if closed_at is None) == len(ids)


def lock_thing(thing: Followable) -> bool:
    """Lock its row, which holds the count of followers; return whether it is still here."""
    rows = type(thing)._default_manager.select_for_update(no_key=True).only("pk")
    return rows.filter(pk=thing.pk).first() is not None


def _save(row: Follow, thing: Followable, state: str, level: str, is_shown: bool) -> None:
    if isinstance(thing, Topic) and thing.is_conversation and level in DIGESTS:
        level = Level.FIRST  # no digest tells of conversations
    was_active, now = row.is_active, timezone.now()
    if (row.state, row.level) != (state, level):
        row.level_at = now
    row.state, row.level, row.is_shown = state, level, is_shown
    # Only these: the worker writes `mailed_at` without the locks held here.
    changed = ["state", "level", "level_at", "is_shown"]
    if row.is_active and not was_active:
        row.created_at, row.mailed_at, row.seen_at = now, None, now
        changed += ["created_at", "mailed_at", "seen_at"]
    if row.pk:
        row.save(update_fields=changed)
    else:
        _insert().insert(row)
    if row.is_active != was_active:
        count_followers(thing, 1 if row.is_active else -1)
        if row.is_active and isinstance(thing, User):
            enqueue("member.followed", follow_id=row.pk)


@cache
def _insert() -> PreparedInsert[Follow]:
    return PreparedInsert(Follow)


def count_followers(thing: Followable, change: int) -> None:
    """Add to the thing's count, or take from it. The caller has locked the thing."""
    thing.follower_count += change
    counted = {"follower_count": F("follower_count") + change}
    if isinstance(thing, Topic):
        counted["version"] = F("version") + 1  # visitors' pages are kept by it, and show the count
    type(thing)._default_manager.filter(pk=thing.pk).update(**counted)


def record_visit(follow: Follow) -> None:
    """Record that the follower was here: later posts count as new, and the first of them may be mailed again."""
    now = timezone.now()
    is_awaited = follow.mailed_at is not None and (
        follow.seen_at is None or follow.seen_at <= follow.mailed_at
    )
    if is_awaited or follow.seen_at is None or now - follow.seen_at > VISIT:
        VISITS.note(follow.pk, now)


def _save_visits(visits: dict[int, datetime]) -> None:
    for follow_id, seen_at in sorted(visits.items()):
        # Another process may have written a later visit before.
        Follow.objects.filter(pk=follow_id).exclude(seen_at__gt=seen_at).update(seen_at=seen_at)


VISITS = WriteBuffer("visits to what is followed", _save_visits)
