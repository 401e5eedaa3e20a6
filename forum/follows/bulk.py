"""Changing many of one's follows at once: by the same acts as one alone, and always in the same order of rows."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import User
from forum.follows import following
from forum.follows.models import KINDS, MUTE, Follow

MOST = 100  # in one request


@transaction.atomic
def set_choice(member: User, ids: Sequence[int], choice: str) -> int:
    """Follow at the level, or mute, these of the member's own follows; return how many there were.

    Members among them are not muted: to ignore somebody is another wish.
    """
    follows = lock_own_follows(member, ids)
    if choice == MUTE:
        follows = [follow for follow in follows if follow.kind != "person"]
    for follow in follows:
        following.choose(member, follow.thing, choice)
    return len(follows)


@transaction.atomic
def set_shown(member: User, ids: Sequence[int], is_shown: bool) -> int:
    """Show or hide the member's name in these. What is followed or muted stays so."""
    follows = lock_own_follows(member, ids)
    for follow in follows:
        following.choose(member, follow.thing, follow.choice, is_shown=is_shown)
    return len(follows)


@transaction.atomic
def unfollow_many(member: User, ids: Sequence[int]) -> list[Follow]:
    """Stop following or muting these; return them as they were."""
    follows = lock_own_follows(member, ids)
    for follow in follows:
        following.unfollow(member, follow.thing)
    return follows


def lock_own_follows(member: User, ids: Sequence[int]) -> list[Follow]:
    """Those of these that the member follows or has muted, in the order in which their things are to be locked."""
    rows = Follow.objects.listed().filter(member=member, pk__in=list(ids)[:MOST])
    return in_lock_order(member, rows.select_related("topic", "board", "tag", "person"))


def in_lock_order(member: User, rows: Iterable[Follow]) -> list[Follow]:
    """Lock the members whom these name, and return the follows in the order in which their things are to be locked."""
    follows = list(rows)
    # All members at once and first, or two who arrange what they have of each other would wait for each other.
    following.lock_members([member.pk, *(row.person_id for row in follows if row.person_id)])
    return sorted(follows, key=lambda row: (KINDS.index(row.kind), row.thing_id))
