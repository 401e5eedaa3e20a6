"""Who may do what on a board, from the grants that `models.py` reads.

A board without grants takes those of the nearest board above it that has some. What is granted on every board counts
besides. A board is seen only where every board
above it is seen too, and nothing is allowed on a board that is not seen. Superusers may do everything.

Of topics and what is in them `forum/topics/rules.py` is asked.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any, Self

from django.db.models import Q

from accounts.models import Reader, User
from forum.boards.groups import NOBODY, groups_of, members_of
from forum.boards.permission_verbs import with_needs

MOST_KINDS_OF_READERS = 1_000  # of which the answers are kept with the tree
# What each group may do on a board; groups are named as by `groups_of`.
Grants = dict[int | str, frozenset[str]]


@dataclass(frozen=True)
class GrantTree:
    """All boards and their grants, as they were when they were read."""

    parents: dict[int, int | None]
    grants: dict[int, Grants]
    everywhere: Grants = field(
        default_factory=dict
    )  # what is granted on every board, whatever it says itself
    names: dict[int, tuple[str, str]] = field(
        default_factory=dict
    )  # of the boards, with what stands in their addresses
    # What was found out for readers of the same groups, whoever they are: by the groups, and what else decides.
    answers: dict[tuple[frozenset[int | str], bool, bool], "Answers"] = field(
        default_factory=dict, compare=False, repr=False
    )

    def path(self, board_id: int | None) -> list[int]:
        """The board and those above it; without one, none. Ends even in a ring, which a database may hold."""
        path: list[int] = []
        board = board_id
        while board is not None and board in self.parents and board not in path:
            path.append(board)
            board = self.parents[board]
        return path

    def inside(self, board_id: int) -> set[int]:
        """The board and all below it."""
        return {board for board in self.parents if board_id in self.path(board)}

    def deciding_board(self, board_id: int | None) -> int | None:
        """The board itself, or else the nearest above it that has permissions of its own."""
        return next((board for board in self.path(board_id) if board in self.grants), None)

    def deciding_grants(self, board_id: int | None) -> Grants:
        """The board's own, or else those of the nearest board above it that has some; and those of every board."""
        grants = self.nearest_grants(board_id)
        if not self.everywhere:
            return grants
        return grants | {who: verbs | grants.get(who, frozenset()) for who, verbs in self.everywhere.items()}

    def nearest_grants(self, board_id: int | None) -> Grants:
        return self.grants.get(self.deciding_board(board_id) or 0, {})

    @property
    def moderators_everywhere(self) -> frozenset[int | str]:
        """The groups that moderate every board."""
        return frozenset(group for group, verbs in self.everywhere.items() if "moderate" in verbs)

    @cached_property
    def groups(self) -> frozenset[int | str]:
        """All groups to which something is granted anywhere."""
        return frozenset().union(self.everywhere, *self.grants.values())

    def readers_of(self, board_id: int | None) -> Q:
        """Which members see the board, as a condition on members: `Permissions.allow` turned round."""
        if board_id not in self.parents:
            return NOBODY
        sees = Q()
        for board in self.path(board_id):
            groups = [group for group, verbs in self.deciding_grants(board).items() if "see" in verbs]
            sees &= reduce(or_, map(members_of, groups), NOBODY)
        return Q(is_active=True, waits_since=None) & (Q(is_superuser=True) | sees)

    def moderators_of(self, board_id: int | None) -> Q:
        """Which members moderate the board. Who is silenced, and only reads, is among them."""
        if board_id not in self.parents:
            return NOBODY
        groups = self.moderating_groups(board_id)
        moderates = Q(is_superuser=True) | reduce(or_, map(members_of, groups), NOBODY)
        return self.readers_of(board_id) & moderates

    def board_above_with_same_moderators(self, board_id: int) -> int | None:
        """The nearest board around this one that the same groups moderate, if there is one."""
        moderators, *above = ((board, self.moderating_groups(board)) for board in self.path(board_id))
        return next((board for board, groups in above if groups == moderators[1]), None)

    def moderating_groups(self, board_id: int) -> frozenset[int | str]:
        grants = self.deciding_grants(board_id)
        return frozenset(group for group, verbs in grants.items() if "moderate" in verbs)

    def decisions_inside(self, board_id: int, parent_id: int | None) -> tuple[Any, Any]:
        """Return what would decide who may do what on a board inside this one. Equal results mean equal rights."""
        tree = replace(self, parents=self.parents | {board_id: parent_id}, answers={})
        grants = [tree.deciding_grants(board) for board in tree.path(board_id)]
        sees = {frozenset(group for group, verbs in each.items() if "see" in verbs) for each in grants}
        return grants[:1], sees


@dataclass
class Answers:
    """What members of the same groups may do, as far as it has been asked."""

    verbs: dict[int, set[str]] = field(default_factory=dict)
    allowed: dict[tuple[str, int], bool] = field(default_factory=dict)
    boards: dict[str, frozenset[int]] = field(default_factory=dict)


class Permissions:
    """What one reader may do on all boards, as it was when the tree was read.

    `groups` are those to ask for instead of the reader's own.
    """

    def __init__(self, reader: Reader, tree: GrantTree, groups: Collection[int | str] | None = None) -> None:
        self.reader = reader
        self.tree = tree
        self.is_superuser = bool(reader.is_active and reader.is_superuser)
        self.only_reads = reader.is_authenticated and reader.is_silenced
        self.moderators: frozenset[int] | None = None  # as `moderators.moderator_ids` has found them
        self.groups = groups_of(reader, tree.groups) if groups is None else set(groups)
        # Who takes part in conversations, as `forum.topics.participants` has found it.
        self.conversations: dict[int, dict[int, Any]] = {}
        self._answers = self._shared_answers()

    def _shared_answers(self) -> Answers:
        known = self.tree.answers
        if len(known) > MOST_KINDS_OF_READERS:
            known.clear()
        return known.setdefault((frozenset(self.groups), self.is_superuser, self.only_reads), Answers())

    def allow(self, verb: str, board_id: int | None) -> bool:
        """Whether they may do this there; nothing is allowed on no board, and to nobody.

        A page asks the same of each of its posts, so the answer is kept.
        """
        if board_id is None:
            return False
        if (verb, board_id) not in self._answers.allowed:
            self._answers.allowed[verb, board_id] = self._allow(verb, board_id)
        return self._answers.allowed[verb, board_id]

    def _allow(self, verb: str, board_id: int) -> bool:
        needed = with_needs(verb)
        if self.only_reads and verb != "see":
            return False
        if self.is_superuser:
            return board_id in self.tree.parents
        path = [self._verbs_on(board) for board in self.tree.path(board_id)]
        return bool(path) and path[0].issuperset(needed) and all("see" in verbs for verbs in path)

    def boards(self, verb: str) -> frozenset[int]:
        """The boards on which the reader may do this, by id."""
        if verb not in self._answers.boards:
            self._answers.boards[verb] = frozenset(
                board for board in self.tree.parents if self.allow(verb, board)
            )
        return self._answers.boards[verb]

    @property
    def moderates_everywhere(self) -> bool:
        """Whether they are of a group of global moderators. What staff may do is in Django's permissions."""
        return not (self.only_reads or self.tree.moderators_everywhere.isdisjoint(self.groups))

    def hidden_boards(self) -> set[int]:
        """The boards that the reader does not see: for a reader who sees most, the shorter list."""
        return self.tree.parents.keys() - self.boards("see")

    def _verbs_on(self, board_id: int) -> set[str]:
        if board_id not in self._answers.verbs:
            grants = self.tree.deciding_grants(board_id)
            mine = [verbs for group, verbs in grants.items() if group in self.groups]
            self._answers.verbs[board_id] = set().union(*mine)
        return self._answers.verbs[board_id]

    def reason(self, verb: str, board_id: int) -> "Reason":
        """Why they may or may not do this on a board that there is, by what is granted; silenced members only read."""
        if self.is_superuser:
            return Reason(True, verb, None, frozenset())
        # From the top down: who does not see a board sees none inside it.
        asked = [("see", board) for board in reversed(self.tree.path(board_id))]
        asked += [(needed, board_id) for needed in reversed(with_needs(verb))]
        for needed, board in asked:
            if needed not in self._verbs_on(board):
                return Reason(False, needed, board, self._groups_with(needed, board))
        return Reason(True, verb, board_id, self._groups_with(verb, board_id) & self.groups)

    def _groups_with(self, verb: str, board_id: int) -> frozenset[int | str]:
        grants = self.tree.deciding_grants(board_id)
        return frozenset(group for group, verbs in grants.items() if verb in verbs)


@dataclass(frozen=True)
class Sight:
    """What readers who see the same have in common: a query that was put together for one of them serves all."""

    boards: frozenset[int]
    moderated: frozenset[int]
    is_superuser: bool
    permissions: Permissions = field(compare=False, repr=False)  # of one of them

    @classmethod
    def of(cls, permissions: Permissions) -> Self:
        moderated = permissions.boards("moderate")
        return cls(permissions.boards("see"), moderated, permissions.reader.is_superuser, permissions)

    def asked_by(self, member: int) -> Permissions:
        """The permissions of this member, who sees the same: a stand-in, to put a query together with."""
        permissions = copy(self.permissions)
        permissions.reader = User(pk=member, is_superuser=self.is_superuser)
        return permissions


@dataclass(frozen=True)
class Reason:
    """Why somebody may do something, or may not.

    `groups` are those of theirs that allow it, or else those that would. Of what is not allowed, `verb` and `board` say
    what is missing and where; an administrator may do everything, and then no board says so.
    """

    is_allowed: bool
    verb: str
    board: int | None
    groups: frozenset[int | str]


Asker = Reader | Permissions  # who asks: a reader, or the permissions that were read for them
