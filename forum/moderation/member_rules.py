"""Who may do what about members.

| who | may |
|---|---|
| moderators of a board | warn for a post there, write notes about it |
| global moderators | besides: warn, silence, watch, and read all warnings and notes |
| staff with “Can change member” | besides: suspend, end sessions, ban |

Nobody does anything to themselves, and whoever is silenced nothing at all. To moderators and staff only administrators
do, and warnings for a post are the business of its board.
"""

from accounts.models import Reader, User
from forum.boards.models import permissions_of, read_permissions
from forum.boards.moderators import moderator_ids
from forum.boards.permissions import Asker
from forum.moderation.member_targets import member_target

PERMISSION = "accounts.change_user"


def may_discipline(by: Reader, member: User) -> bool:
    """Staff may keep members out, but not themselves; other staff only where they are superusers."""
    if not by.is_staff or by.is_silenced or by.pk == member.pk:
        return False
    return by.is_superuser or not (member.is_staff or member.is_superuser)


def sees_to_members(asker: Asker) -> bool:
    """Whether they warn and silence members anywhere, and read what is kept of them."""
    permissions = permissions_of(asker)
    reader = permissions.reader
    if not reader.is_authenticated or permissions.only_reads:
        return False
    return (reader.is_staff and reader.has_perm(PERMISSION)) or permissions.moderates_everywhere


def may_admonish(by: Asker, member: User) -> bool:
    permissions = permissions_of(by)
    reader = permissions.reader
    if not sees_to_members(permissions) or reader.pk == member.pk or member.closed_at is not None:
        return False
    if reader.is_superuser:
        return True
    return not member.is_forum_staff and member.pk not in moderator_ids(permissions)


def may_admonish_now(by: Reader, member: User) -> bool:
    """The same, by permissions that are read anew."""
    return may_admonish(read_permissions(by), member)


ADMONISHED = member_target(PERMISSION, may_admonish, may_moderate_now=may_admonish_now, is_by_role=True)
