"""Whom one may help. Whoever can change an address can take an account over, so this is more than suspending."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied

from accounts.models import Reader, User
from forum.moderation.acts import Target

PERMISSION = "accounts.help_member"


def may_help(by: Reader, member: User) -> bool:
    """Administrators help anybody but themselves; others with the permission, those who have no office here."""
    if not by.is_staff or by.pk == member.pk or member.closed_at is not None:
        return False
    if by.is_superuser:
        return True
    return by.has_perm(PERMISSION) and not User.objects.forum_staff().filter(pk=member.pk).exists()


def lock_row(by: User, member: User) -> User:
    member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not may_help(by, member):
        raise PermissionDenied
    return member


def read_row(by: User, member: User) -> User:
    """Read the member without a lock, for acts that lock other members' rows before."""
    member = User.objects.get(pk=member.pk)
    if not may_help(by, member):
        raise PermissionDenied
    return member


HELPED = Target("member", PERMISSION, may_help, lock_row, is_on_board=False)
HELPED_UNLOCKED = replace(HELPED, lock=read_row)
