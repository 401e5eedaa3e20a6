"""Following, or muting, again what a member has just stopped: as before, with what was new in it still new."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from forum.follows import following
from forum.follows.bulk import MOST, in_lock_order
from forum.follows.models import KINDS, MUTE, Follow
from forum.follows.rules import can_follow, visible_followables


@transaction.atomic
def restore_many(member: User, followed: Sequence[int], muted: Sequence[int]) -> int:
    """Follow the ones and mute the others again, those of the member's own that they have left and still see.

    Return how many there were. What they have followed or muted anew meanwhile stays as it is.
    """
    ids, muted_ids = list({*followed, *muted})[:MOST], set(muted)
    rows = Follow.objects.filter(member=member, pk__in=ids, state=Follow.State.LEFT)
    rows = rows.select_related("topic", "board", "tag", "person")
    follows = in_lock_order(member, [row for row in rows if row.pk in muted_ids or row.level])
    visible = {
        kind: set(
            visible_followables(
                member, kind, [row.thing_id for row in follows if row.kind == kind]
            ).values_list("pk", flat=True)
        )
        for kind in KINDS
    }
    return sum(
        _restore(member, row, MUTE if row.pk in muted_ids else row.level)
        for row in follows
        if row.thing_id in visible[row.kind] and can_follow(member, row.thing)
    )


def _restore(member: User, row: Follow, choice: str) -> bool:
    if following.choose(member, row.thing, choice, is_shown=row.is_shown) is None:
        return False
    # Whoever begins to follow has seen everything; whoever goes on has not.
    Follow.objects.filter(pk=row.pk).update(
        created_at=row.created_at, mailed_at=row.mailed_at, seen_at=row.seen_at
    )
    return True
