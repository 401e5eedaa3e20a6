"""Members as what acts are done to: read anew, and only for those who may still act on them."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from accounts.models import Reader, User
from forum.moderation.acts import Target

Rule = Callable[[Reader, User], bool]


def member_target(
    permission: str,
    may_moderate: Rule,
    *,
    is_locked: bool = True,
    may_moderate_now: Rule | None = None,
    is_by_role: bool = False,
) -> Target[User]:
    """`is_locked`: off for acts that have to lock other members' rows before.

    `is_by_role`: the rule says all, and the permission is asked in the admin alone. `may_moderate_now` is the rule by
    permissions that are read anew.
    """

    def lock(by: User, member: User) -> User:
        rows = User.objects.select_for_update(no_key=True) if is_locked else User.objects.all()
        member = rows.get(pk=member.pk)
        if not (may_moderate_now or may_moderate)(by, member):
            raise PermissionDenied
        return member

    return Target("member", permission, may_moderate, lock, is_on_board=is_by_role)
