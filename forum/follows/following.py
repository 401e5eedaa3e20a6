"""Following, stopping, muting. One row for each member and thing, and a count on the thing that is always true."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from forum.database.deferred_writes import WriteBuffer
from forum.follows.models import Follow, FollowPreference, Level, kind_of
from forum.jobs.recording import record
from forum.topics.models import Topic

A_WHILE = timedelta(minutes=1)  # between two notes that somebody has looked in


@transaction.atomic
def follow(member, thing, level: str | None = None, *, is_shown: bool | None = None) -> Follow | None:
    """The member follows the thing from now on, at this level; following twice is following once.

    Without a level it is the one they follow at already, or did until they stopped, or else their default for such
    things. Answers None where the member has left.
    """
    if not _locked(member, thing):
        return None
    row = _set(member, thing, level, is_shown)
    _show(thing)
    return row


def mute(member, thing) -> Follow | None:
    """Never tell the member of this thing. For a member: ignore whatever they do."""
    return follow(member, thing, Level.MUTE)


@transaction.atomic
def unfollow(member, thing) -> None:
    """Stop following or muting. It is remembered, so that writing there does not follow again."""
    if _locked(member, thing) and _row(member, thing):
        _set(member, thing, Level.LEFT, None)
        _show(thing)


def follow_by_writing(member, topic: Topic, wish: bool | None, *, starts: bool) -> None:
    """What writing in a topic means for following it.

    The caller holds the rows of the member and the topic, and raises the topic's version.

    A `wish` is what the member said beside the text, and is remembered, a "no" as well. Without one their preferences
    decide, and whoever has left or muted the topic is left alone.
    """
    row = _row(member, topic)
    if wish is False:
        if row is None or row.is_standing:
            _set(member, topic, Level.LEFT, None, row=row)
        return
    if wish is None and (row is not None or not _follows_by_itself(member, starts)):
        return
    if row is None or not row.is_standing:
        _set(member, topic, None, None, row=row)


def _follows_by_itself(member, starts: bool) -> bool:
    preference = FollowPreference.of(member)
    return preference.follows_started if starts else preference.follows_replied


def _show(thing) -> None:
    # Visitors' pages of a topic are kept by its version, and show the count.
    if isinstance(thing, Topic):
        thing.touch()


def _row(member, thing) -> Follow | None:
    return Follow.objects.of(thing).filter(member=member).first()


def _locked(member, thing) -> bool:
    """Hold the member's row and then the thing's; false where the member has left, or the thing has."""
    if kind_of(thing) == "person":
        return lock_members([member.pk, thing.pk])
    if not lock_members([member.pk]):
        return False
    # The count belongs to the thing, so whoever changes it waits for the thing's row.
    rows = type(thing)._default_manager.select_for_update(no_key=True).only("pk")
    return rows.filter(pk=thing.pk).first() is not None


def lock_members(ids: Iterable[int]) -> bool:
    """Hold these rows, in the one order in which two who follow each other cannot block each other; are all here?"""
    ids = set(ids)
    rows = get_user_model().objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=ids)
    return sum(1 for closed_at in rows.values_list("closed_at", flat=True) if closed_at is None) == len(ids)


def _set(member, thing, level: str | None, is_shown: bool | None, *, row: Follow | None = None) -> Follow:
    row = row or _row(member, thing) or Follow(member=member, **{kind_of(thing): thing}, level=Level.LEFT)
    stood, before = row.is_standing, row.level
    if not stood:
        usual, shown = row.usual(FollowPreference.of(member))
        level = level or usual
        is_shown = shown if is_shown is None else is_shown
    row.level = level or row.level
    row.is_shown = row.is_shown if is_shown is None else is_shown
    starts = row.is_standing and not stood
    changed = ["level", "is_shown"]
    if row.level != before:
        row.level_at = timezone.now()
        changed.append("level_at")
    if stood and not row.is_standing:
        row.level_before = before
        changed.append("level_before")
    if starts:
        row.created_at, row.mailed_at, row.seen_at = timezone.now(), None, timezone.now()
        changed += ["created_at", "mailed_at", "seen_at"]
    # The worker notes in the row, without the locks held here, that it has mailed.
    row.save(update_fields=changed if row.pk else None)
    _count(thing, int(row.is_standing) - int(stood))
    if starts and row.person_id:
        record("member.followed", follow_id=row.pk)
    return row


def _count(thing, by: int) -> None:
    if by:
        type(thing)._default_manager.filter(pk=thing.pk).update(follower_count=F("follower_count") + by)
        thing.follower_count += by


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
