"""What may be followed by whom. A thing that came out of what the member sees is asked about."""

from forum.boards.permissions import Access
from forum.follows.models import kind_of


def can_follow(user, thing) -> bool:
    """Members follow what they see and what can still go on."""
    if not user.is_authenticated:
        return False
    kind = kind_of(thing)
    if kind == "topic":
        return Access.of(user).may("see", thing.board_id) and not thing.is_removed
    if kind == "board":
        return Access.of(user).may("see", thing.pk)
    if kind == "person":
        return thing.pk != user.pk and thing.closed_at is None
    return True
