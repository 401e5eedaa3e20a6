"""Groups that a board has of its own: its moderators, and whom a private board is for.

Only a group made here is filled and emptied on the board's page, and only while no jobs come with it, which whoever
arranges this board cannot give. If it has other boards, too, members are added by those alone who moderate all of them,
and taken out as ever: nobody stays in because somebody else has made use of the group.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.boards.groups import GROUP
from forum.boards.models import Board, Grant, permissions_of
from forum.boards.permissions import Asker
from forum.boards.usual_verbs import MODERATING, WRITING


@dataclass(frozen=True)
class OwnGroup:
    column: str  # of the board, which names the group
    name: Promise
    verbs: list[str]

    def of(self, board: Board) -> Group | None:
        """The group that was made for the board, while it has permissions there and no jobs come with it.

        It may have permissions on other boards, too: a board inside this one got a copy of them, or somebody gave them.
        """
        group = self.kept_for(board)
        return group if group and group.grants.filter(board=board).exists() else None

    def kept_for(self, board: Board) -> Group | None:
        """The same, though the board's permissions may not name it at present."""
        named = Board.objects.filter(pk=board.pk).exclude(**{self.column: None}).values(self.column)
        group = Group.objects.filter(pk__in=named).first()
        return None if group is None or _has_jobs(group) else group

    def is_filled_by(self, asker: Asker, board: Board) -> bool:
        """Whether they may add members: not where that would give permissions on a board that they don't moderate."""
        group = self.kept_for(board)
        boards = set(group.grants.values_list("board", flat=True)) if group else set()
        return boards <= permissions_of(asker).boards("moderate")

    def allows(self, board: Board, group: Group) -> bool:
        """Whether the group may do on the board what it was made for."""
        grant = group.grants.filter(board=board).first()
        return grant is not None and (self is not MODERATORS or "moderate" in grant.verbs)

    def allow(self, board: Board) -> Group:
        """Give the group its permissions on the board; make one if there is none, or it has jobs by now.

        One that may do nothing anywhere any more is kept with its members for a private board alone.
        """
        group = self.kept_for(board)
        if group is not None and self is MODERATORS and not group.grants.exists():
            group.delete()
            group = None
        group = group or self._make(board)
        grant, _is_new = Grant.objects.get_or_create(board=board, group=group, defaults={"audience": GROUP})
        if not self.allows(board, group) or not grant.verbs:
            grant.verbs = list(dict.fromkeys([*self.verbs, *grant.verbs]))
            grant.save(update_fields=["verbs"])
        return group

    def _make(self, board: Board) -> Group:
        name = str(self.name) % {"board": board.name}
        while Group.objects.filter(name=name).exists():
            name = f"{name}*"
        group = Group.objects.create(name=name)
        Board.objects.filter(pk=board.pk).update(**{self.column: group})
        setattr(board, self.column, group)
        return group


def _has_jobs(group: Group) -> bool:
    """Whether more than permissions on single boards comes with it, which those who arrange boards can't give."""
    return group.permissions.exists() or group.grants.filter(board=None).exists()


def is_good_for_nothing_else(group: Group, board: Board) -> bool:
    """Whether nothing would be lost with the group but what it may do on the board."""
    return not group.permissions.exists() and not group.grants.exclude(board=board).exists()


def groups_of_boards(*, beside: int = 0) -> set[int]:
    """The numbers of all boards' own groups, except those of the board `beside`."""
    rows = Board.objects.exclude(pk=beside).values_list(*(own.column for own in OWN_GROUPS))
    return {group for row in rows for group in row if group}


def groups_known_to(asker: Asker) -> QuerySet[Group]:
    """All groups but those of boards that they do not see, whose names hold the boards' names."""
    hidden = Board.objects.filter(pk__in=permissions_of(asker).hidden_boards())
    groups = Group.objects.all()
    for own in OWN_GROUPS:
        column = own.column
        groups = groups.exclude(pk__in=hidden.exclude(**{column: None}).values(column))
    return groups


MODERATORS = OwnGroup("moderators", _("Moderators of %(board)s"), MODERATING)
NAMED_MEMBERS = OwnGroup("named_members", _("Members of %(board)s"), WRITING)
OWN_GROUPS = (MODERATORS, NAMED_MEMBERS)
