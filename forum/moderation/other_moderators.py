"""Whether somebody else could decide than those whom a matter concerns."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.boards.models import read_permissions
from forum.moderation.log import moderates_members

MOST = 50  # members that are asked for


def active() -> Q:
    now = timezone.now()
    is_suspended = Q(suspended_until__gt=now)
    is_silenced = Q(silenced_at__isnull=False) & (Q(silenced_until=None) | Q(silenced_until__gt=now))
    return Q(is_active=True, closed_at=None) & ~is_suspended & ~is_silenced


def administrators() -> QuerySet[User]:
    return User.objects.filter(active(), is_superuser=True)


def has_other_moderator(
    without: Collection[int],
    board: int | None,
    *,
    by_admin: bool = False,
    is_admonishing: bool = False,
) -> bool:
    """Whether there is another administrator or moderator of the board, or of members where there is none.

    `by_admin`: only administrators may. `is_admonishing`: global moderators do it, too.
    """
    if administrators().exclude(pk__in=without).exists():
        return True
    if by_admin:
        return False
    for other in User.objects.forum_staff().filter(active()).exclude(pk__in=without)[:MOST]:
        if board is None:
            if moderates_members(other) or (is_admonishing and read_permissions(other).moderates_everywhere):
                return True
        elif read_permissions(other).allow("moderate", board):
            return True
    return False
