"""Changing many of one's follows at once: by the same acts as one alone, and always in the same order of rows."""

from collections.abc import Sequence

from django.db import transaction

from forum.follows import following
from forum.follows.models import KINDS, Follow

MOST = 100  # in one request


@transaction.atomic
def change(member, ids: Sequence[int], *, level: str | None = None, is_shown: bool | None = None) -> int:
    """Set level or showing of the member's own follows among these; answer how many there were."""
    rows = owned(member, ids)
    for row in rows:
        # Whoever shows or hides their name keeps the level, a muted thing included.
        following.follow(member, row.thing, level or row.level, is_shown=is_shown)
    return len(rows)


@transaction.atomic
def stop(member, ids: Sequence[int]) -> int:
    """Stop following or muting these; answer how many there were."""
    rows = owned(member, ids)
    for row in rows:
        following.unfollow(member, row.thing)
    return len(rows)


def owned(member, ids: Sequence[int]) -> list[Follow]:
    rows = Follow.objects.kept().filter(member=member, pk__in=list(ids)[:MOST])
    found = list(rows.select_related("topic", "board", "tag", "person"))
    # All members at once and first, or two who arrange what they have of each other would wait for each other.
    following.lock_members([member.pk, *(row.person_id for row in found if row.person_id)])
    return sorted(found, key=lambda row: (KINDS.index(row.kind), getattr(row, f"{row.kind}_id")))
