"""Following, stopping, muting. One row for each member and thing, and a count on the thing that is always true."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum import limits
from forum.database.deferred_writes import WriteBuffer
from forum.follows.models import Follow, Followable, FollowPreference, Level, kind_of
from forum.jobs.recording import record
from forum.topics.models import Topic

A_WHILE = timedelta(minutes=1)  # between two notes that somebody has looked in


def enforce_limits(member: User, thing: Followable) -> None:
    """Asked before a member follows or stops by hand; raise Over if they have done so too often."""
    limits.enforce_all(("follow-thing", f"{member.pk} {kind_of(thing)} {thing.pk}"), ("follow", member.pk))


@transaction.atomic
def follow(
    member: User, thing: Followable, level: str | None = None, *, is_shown: bool | None = None
) -> Follow | None:
    """The member follows the thing from now on, at this level; following twice is following once.

    Without a level it is the one they follow at already, or did until they stopped, or else their default for such
    things. Answers None where the member has left.
    """
    if not _lock(member, thing):
        return None
    row = _find_row(member, thing) or Follow(member=member, **{kind_of(thing): thing}, level=Level.LEFT)
    if not row.is_standing:
        usual_level, usually_shown = row.usual(FollowPreference.of(member))
        level, is_shown = level or usual_level, usually_shown if is_shown is None else is_shown
    _save(row, thing, level or row.level, row.is_shown if is_shown is None else is_shown)
    _touch(thing)
    return row


def mute(member: User, thing: Followable) -> Follow | None:
    """Never tell the member of this thing. For a member: ignore whatever they do."""
    return follow(member, thing, Level.MUTE)


@transaction.atomic
def unfollow(member: User, thing: Followable) -> None:
    """Stop following or muting. It is remembered, so that writing there does not follow again."""
    if _lock(member, thing) and (row := _find_row(member, thing)):
        _save(row, thing, Level.LEFT, row.is_shown)
        _touch(thing)


def follow_by_writing(member: User, topic: Topic, wish: bool | None, *, starts: bool) -> None:
    """Follow the topic in which the member writes, if they wish or, without a word, if their preferences say so.

    A "no" is remembered, and whoever has left or muted the topic is left alone. The caller has locked the member, then
    the topic, and raises the topic's version.
    """
    row = Follow.objects.filter(member=member, topic=topic).first()
    if row and (row.is_standing if wish else wish is None or not row.is_standing):
        return None
    row = row or Follow(member=member, topic=topic, level=Level.LEFT)
    if wish is False:
        return _save(row, topic, Level.LEFT, row.is_shown)
    preference = FollowPreference.of(member)
    if wish or (preference.follows_started if starts else preference.follows_replied):
        _save(row, topic, *row.usual(preference))


def _find_row(member: User, thing: Followable) -> Follow | None:
    return Follow.objects.of(thing).filter(member=member).first()


def _touch(thing: Followable) -> None:
    # Visitors' pages of a topic are kept by its version, and show the count.
    if isinstance(thing, Topic):
        thing.touch()


def _lock(member: User, thing: Followable) -> bool:
    """Lock the member's row and then the thing's; answer whether both are still here."""
    if isinstance(thing, User):
        return lock_members([member.pk, thing.pk])
    if not lock_members([member.pk]):
        return False
    # The count belongs to the thing, so whoever changes it waits for the thing's row.
    rows = type(thing)._default_manager.select_for_update(no_key=True).only("pk")
    return rows.filter(pk=thing.pk).first() is not None


def lock_members(ids: Iterable[int]) -> bool:
    """Lock these rows, in the one order in which two who follow each other cannot block each other; are all here?"""
    ids = set(ids)
    rows = User.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=ids)
    return sum(1 for closed_at in rows.values_list("closed_at", flat=True) if closed_at is None) == len(ids)


def _save(row: Follow, thing: Followable, level: str, is_shown: bool) -> None:
    level_before, was_followed, now = row.level, row.is_standing, timezone.now()
    row.level, row.is_shown = level, is_shown
    if level != level_before:
        row.level_at = now
    if was_followed and not row.is_standing:
        row.level_before = level_before
    # No others: the worker notes in the row, without the locks held here, that it has mailed.
    changed = ["level", "level_at", "level_before", "is_shown"]
    if row.is_standing and not was_followed:
        row.created_at, row.mailed_at, row.seen_at = now, None, now
        changed += ["created_at", "mailed_at", "seen_at"]
    row.save(update_fields=changed if row.pk else None)
    if row.is_standing != was_followed:
        thing.follower_count += 1 if row.is_standing else -1
        step = F("follower_count") + (1 if row.is_standing else -1)
        type(thing)._default_manager.filter(pk=thing.pk).update(follower_count=step)
        if row.is_standing and isinstance(thing, User):
            record("member.followed", follow_id=row.pk)


def record_visit(follow: Follow) -> None:
    """Note that the follower was here: later posts count as new, and the first of them may be mailed again."""
    now = timezone.now()
    is_awaited = follow.mailed_at is not None and (
        follow.seen_at is None or follow.seen_at <= follow.mailed_at
    )
    if is_awaited or follow.seen_at is None or now - follow.seen_at > A_WHILE:
        LOOKED_IN.note(follow.pk, now)


def write(looks: dict[int, datetime]) -> None:
    for follow_id, seen_at in sorted(looks.items()):
        # Another process may have written a later look before.
        Follow.objects.filter(pk=follow_id).exclude(seen_at__gt=seen_at).update(seen_at=seen_at)


LOOKED_IN = WriteBuffer("looks at what is followed", write)
