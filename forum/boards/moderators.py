"""Who of some members moderates a board, for the word beside their posts."""

from collections.abc import Collection

from accounts.models import User
from forum.boards.groups import AUTOMATIC_GROUPS, AutomaticGroup, groups_of
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker


def moderators_among(members: Collection[User], board_id: int | None, asker: Asker) -> set[int]:
    """Return their ids, by the grants that the asker's permissions were read from. Takes one query at most."""
    automatic, numbers = moderator_groups(board_id, asker)
    found = {member.pk for member in members if any(group.includes(member) for group in automatic)}
    if numbers:
        ids = [member.pk for member in members]
        rows = User.groups.through.objects.filter(group__in=numbers, user__in=ids)
        found |= set(rows.values_list("user", flat=True))
    return found


def moderator_groups(board_id: int | None, asker: Asker) -> tuple[list[AutomaticGroup], list[int]]:
    """The groups that moderate the board: automatic ones, and the numbers of the others."""
    grants = permissions_of(asker).tree.deciding_grants(board_id)
    groups = [group for group, verbs in grants.items() if "moderate" in verbs]
    automatic = [
        AUTOMATIC_GROUPS[name] for name in groups if isinstance(name, str) and name in AUTOMATIC_GROUPS
    ]
    return automatic, [group for group in groups if isinstance(group, int)]


def moderator_ids(asker: Asker) -> frozenset[int]:
    """Return who is in a group that moderates a board, in one query for all questions of one asker."""
    permissions = permissions_of(asker)
    if permissions.moderators is None:
        grants = [permissions.tree.everywhere, *permissions.tree.grants.values()]
        groups = {group for each in grants for group, verbs in each.items() if "moderate" in verbs}
        numbers = [group for group in groups if isinstance(group, int)]
        rows = User.groups.through.objects.filter(group__in=numbers).values_list("user", flat=True)
        permissions.moderators = frozenset(rows)
    return permissions.moderators


def moderates_a_board(member: User, asker: Asker) -> bool:
    """Whether the member moderates any board that the asker sees. Takes one query at most."""
    permissions = permissions_of(asker)
    deciding = [permissions.tree.deciding_grants(board) for board in permissions.boards("see")]
    groups = {group for grants in deciding for group, verbs in grants.items() if "moderate" in verbs}
    return bool(groups) and not groups.isdisjoint(groups_of(member, groups))
