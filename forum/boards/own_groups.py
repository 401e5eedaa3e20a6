"""Groups that a board has of its own: its moderators, and whom a private board is for.

Only a group made here is filled and emptied on the board's page: any other may have jobs in the admin or other boards,
which whoever arranges this board cannot give.
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
        """The group that was made for the board, while it is good for nothing but what it was made for."""
        named = Board.objects.filter(pk=board.pk).values(self.column)
        group = Group.objects.filter(pk__in=named).first()
        if group is None or group.permissions.exists():
            return None
        grants = list(group.grants.all())
        is_for_this_alone = [grant.board_id for grant in grants] == [board.pk]
        return group if is_for_this_alone and self._is_enough(grants[0]) else None

    def _is_enough(self, grant: Grant) -> bool:
        return "moderate" in grant.verbs or self is not MODERATORS

    def make(self, board: Board) -> Group:
        """Make one, and give it its permissions on the board."""
        name = str(self.name) % {"board": board.name}
        while Group.objects.filter(name=name).exists():
            name = f"{name}*"
        group = Group.objects.create(name=name)
        self.allow(board, group)
        Board.objects.filter(pk=board.pk).update(**{self.column: group})
        setattr(board, self.column, group)
        return group

    def allow(self, board: Board, group: Group) -> None:
        Grant.objects.create(board=board, audience=GROUP, group=group, verbs=list(self.verbs))

    def allow_again(self, board: Board) -> None:
        """Give the group its permissions back; make one if there is none, or something else was made of it."""
        group: Group | None = getattr(board, self.column)
        if group is None or group.permissions.exists() or group.grants.exists():
            self.make(board)
        else:
            self.allow(board, group)


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
