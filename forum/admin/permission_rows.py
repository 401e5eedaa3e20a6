"""The rows of the page with all permissions: what they show, and what was sent of them."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forum.boards.groups import AUTOMATIC_GROUPS
from forum.boards.models import Board, Grant
from forum.boards.own_groups import groups_known_to
from forum.boards.permission_matrix import NOBODY_MAY, Wish, group_of, inherited_grants, read, write
from forum.boards.permission_verbs import VERBS, Verb
from forum.boards.permissions import Asker, Grants, GrantTree
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import row_number

VISITORS_MAY = frozenset(["see"])
HIDDEN_FIELDS = 4  # of each board


class Groups:
    """Whom the page has rows for: `common` on every board, others where they have permissions."""

    def __init__(self, asker: Asker, *, shows_all: bool) -> None:
        self.shows_all = shows_all
        self.names: dict[int | str, str | Promise] = {
            group.name: group.label for group in AUTOMATIC_GROUPS.values()
        }
        self.names |= dict(groups_known_to(asker).order_by("name").values_list("pk", "name"))
        granted = set(Grant.objects.exclude(group=None).exclude(board=None).values_list("group", flat=True))
        of_one_board = Board.objects.values_list("moderators", "named_members")
        usual = granted.difference(*of_one_board)
        self.common = [
            group for group in self.names if isinstance(group, str) or self.shows_all or group in usual
        ]
        self._order = {group: place for place, group in enumerate(self.names)}
        self.hides_some = len(self.common) < len(self.names)

    def on(self, grants: Grants) -> list[int | str]:
        here = (self.names.keys() & grants.keys()) - set(self.common)
        return [*self.common, *sorted(here, key=self._order.__getitem__)]

    def label(self, group: int | str) -> str:
        name = self.names.get(group)
        if name is None:
            return _("another group")
        return set_apart(str(name)) if isinstance(group, int) else str(name)


def may_be_granted(group: int | str) -> frozenset[str]:
    """The verbs that the page offers for a group."""
    automatic = AUTOMATIC_GROUPS.get(group) if isinstance(group, str) else None
    return VISITORS_MAY if automatic and automatic.has_visitors else frozenset(VERBS)


@dataclass(frozen=True)
class SentBoard:
    """What was sent of a board: how it was shown, and what is ticked by now."""

    board_id: int
    parent_id: int | None
    shown: str
    inherited: str
    rows: list[int | str]
    is_own: bool
    ticked: Grants

    @classmethod
    def all_of(cls, data: QueryDict) -> list["SentBoard"]:
        numbers = [row_number(name.removeprefix("was-")) for name in data if name.startswith("was-")]
        return [cls._of(data, number) for number in numbers if number]

    @classmethod
    def _of(cls, data: QueryDict, number: int) -> "SentBoard":
        rows = [
            group
            for key in data.get(f"rows-{number}", "").split(",")
            if isinstance(group := group_of(key), int) or group in AUTOMATIC_GROUPS
        ]
        ticked: dict[int | str, set[str]] = {}
        for tick in data.getlist(f"may-{number}"):
            key, _colon, verb = tick.partition(":")
            if verb in VERBS and (group := group_of(key)) in rows:
                ticked.setdefault(group, set()).add(verb)
        # The parent board that the page showed: a board moved meanwhile was sent with other boxes.
        parent_id = row_number(data.get(f"parent-{number}", ""))
        return cls(
            number,
            parent_id,
            write(read(data.get(f"was-{number}", ""))),
            write(read(data.get(f"inherited-{number}", ""))),
            rows,
            f"own-{number}" in data or not parent_id,
            {group: frozenset(verbs) for group, verbs in ticked.items()},
        )

    @property
    def wish(self) -> Wish:
        return Wish(self.board_id, self.shown, write(self.wanted), self.parent_id, self.inherited)

    @property
    def is_changed(self) -> bool:
        return self.wish.wanted != self.shown

    @cached_property
    def wanted(self) -> Grants:
        """The board's own permissions; none if it is to have those of its parent."""
        if not self.is_own:
            return {}
        # A board's first permissions of its own begin with what its boxes showed, groups without a row included.
        shown = read(self.shown or self.inherited)
        wanted = {group: verbs for group, verbs in shown.items() if group not in self.rows}
        for group in self.rows:
            before = shown.get(group)
            # What no installed app knows any more has no box on the page, and stays.
            verbs = self.ticked.get(group, frozenset()) | (before or frozenset()) - VERBS.keys()
            if verbs or before == frozenset():
                wanted[group] = verbs
        # Without any row it would have those of its parent; a board without a parent is for administrators then.
        return wanted or (NOBODY_MAY if self.parent_id else {})

    @property
    def problem(self) -> str:
        """Why it cannot be saved, or nothing."""
        if any(verbs - may_be_granted(group) for group, verbs in self.ticked.items()):
            return _("Visitors can only see. Let “Members” do more in a row of their own.")
        inherited = {group: verbs & VERBS.keys() for group, verbs in read(self.inherited).items()}
        in_boxes = {group: verbs for group, verbs in inherited.items() if verbs and group in self.rows}
        if self.shown == "" and not self.is_own and in_boxes != self.ticked:
            return _(
                "A board that has the permissions of its parent board was changed. Tick “Own permissions” on it, too."
            )
        return ""


@dataclass(frozen=True)
class Cell:
    """One box: what it stands for and whether it is ticked. Some are not offered."""

    verb: Verb
    value: str
    label: str
    is_ticked: bool
    is_offered: bool


class BoardBlock:
    """A board on the page, with a row for each group."""

    def __init__(
        self,
        board: Board,
        depth: int,
        tree: GrantTree,
        groups: Groups,
        names: dict[int, str],
        sent: SentBoard | None = None,
    ) -> None:
        """`sent` has the boxes of somebody who is still to save them. What they are compared with is of now."""
        self.board, self.depth, self.groups = board, min(depth, 6), groups
        own, inherited = tree.grants.get(board.pk, {}), inherited_grants(tree, board.pk)
        self.parent_id = board.parent_id
        self.was, self.inherited = write(own), write(inherited)
        above = tree.deciding_board(board.parent_id) if board.parent_id else None
        self.above = names.get(above or 0, "")
        self.is_own = sent.is_own if sent else bool(own) or not board.parent_id
        self._ticked = sent.ticked if sent else own or inherited
        self.problem = ""
        self._groups = groups.on({**own, **(inherited if not own else {}), **self._ticked})

    def keep_as_sent(self, sent: SentBoard) -> None:
        """Go on from what was shown when `sent` was filled in: nobody has seen yet what others saved since."""
        self.is_own, self._ticked = sent.is_own, sent.ticked
        self.parent_id, self.was, self.inherited = sent.parent_id, sent.shown, sent.inherited
        self.problem = sent.problem
        self._groups = [group for group in sent.rows if group in self.groups.names]

    @property
    def fields(self) -> int:
        """How many fields a form sends of it at most."""
        return HIDDEN_FIELDS + 1 + len(self._groups) * len(VERBS)

    @property
    def keys(self) -> str:
        return ",".join(map(str, self._groups))

    @cached_property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        return [(self.groups.label(group), self._cells(group)) for group in self._groups]

    def _cells(self, group: int | str) -> list[Cell]:
        ticked, offered = self._ticked.get(group, frozenset()), may_be_granted(group)
        said = {"group": self.groups.label(group), "board": set_apart(self.board.name)}
        return [
            Cell(
                verb,
                f"{group}:{verb.name}",
                _("%(group)s on %(board)s: %(verb)s") % (said | {"verb": verb.label}),
                verb.name in ticked,
                verb.name in offered,
            )
            for verb in VERBS.values()
        ]
