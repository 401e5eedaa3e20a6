"""Whom one may help. Whoever can change an address can take an account over, so this is more than suspending."""

from accounts.models import Reader, User
from forum.moderation.member_targets import member_target

PERMISSION = "accounts.help_member"


def may_help(by: Reader, member: User) -> bool:
    """Administrators help anybody but themselves; others with the permission, those who have no office here."""
    if not by.is_staff or by.pk == member.pk or member.closed_at is not None:
        return False
    if by.is_superuser:
        return True
    return by.has_perm(PERMISSION) and not User.objects.forum_staff().filter(pk=member.pk).exists()


HELPED = member_target(PERMISSION, may_help)
HELPED_UNLOCKED = member_target(PERMISSION, may_help, is_locked=False)
