"""The rows of the page with all permissions: what they show, and what was sent of them."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forum.boards.groups import AUTOMATIC_GROUPS
from forum.boards.models import Board, Grant
from forum.boards.own_groups import groups_known_to
from forum.boards.permission_matrix import NOBODY_MAY, Wish, group_of, read, write
from forum.boards.permission_verbs import VERBS, Verb
from forum.boards.permissions import Asker, Grants, GrantTree
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import row_number

VISITORS_MAY = frozenset(["see"])


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
        self.hides_some = len(self.common) < len(self.names)

    def on(self, grants: Grants) -> list[int | str]:
        return [
            *self.common,
            *(group for group in self.names if group in grants and group not in self.common),
        ]

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
    shown: str
    inherited: str
    rows: list[int | str]
    is_own: bool
    ticked: Grants

    @classmethod
    def all_of(cls, data: QueryDict) -> list["SentBoard"]:
        numbers = [row_number(name.removeprefix("was-")) for name in data if name.startswith("was-")]
        has_parent = set(Board.objects.exclude(parent=None).values_list("pk", flat=True))
        return [cls._of(data, number, number in has_parent) for number in numbers if number]

    @classmethod
    def _of(cls, data: QueryDict, number: int, has_parent: bool) -> "SentBoard":
        ticked: dict[int | str, set[str]] = {}
        for tick in data.getlist(f"may-{number}"):
            group, _colon, verb = tick.partition(":")
            if verb in VERBS:
                ticked.setdefault(group_of(group), set()).add(verb)
        return cls(
            number,
            write(read(data.get(f"was-{number}", ""))),
            write(read(data.get(f"inherited-{number}", ""))),
            [group_of(key) for key in data.get(f"rows-{number}", "").split(",") if key],
            f"own-{number}" in data or not has_parent,
            {group: frozenset(verbs) for group, verbs in ticked.items()},
        )

    @property
    def wish(self) -> Wish:
        return Wish(self.board_id, self.shown, write(self.wanted))

    @cached_property
    def wanted(self) -> Grants:
        """The board's own permissions; none if it is to have those of its parent."""
        if not self.is_own:
            return {}
        shown = read(self.shown)
        wanted = {group: verbs for group, verbs in shown.items() if group not in self.rows}
        for group in self.rows:
            before = shown.get(group)
            # What no installed app knows any more has no box on the page, and stays.
            verbs = self.ticked.get(group, frozenset()) | (before or frozenset()) - VERBS.keys()
            if verbs or before == frozenset():
                wanted[group] = verbs
        # Without any row it would have those of its parent; a board without a parent is for administrators then.
        return wanted or (NOBODY_MAY if self.inherited else {})

    @property
    def problem(self) -> str:
        """Why it cannot be saved, or nothing."""
        if any(verbs - may_be_granted(group) for group, verbs in self.ticked.items()):
            return _("Visitors can only see. Let “Members” do more in a row of their own.")
        inherited = {group: verbs & VERBS.keys() for group, verbs in read(self.inherited).items()}
        is_touched = {group: verbs for group, verbs in inherited.items() if verbs} != self.ticked
        if self.shown == "" and not self.is_own and is_touched:
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
        sent: SentBoard | None,
    ) -> None:
        self.board, self.depth, self.groups = board, min(depth, 6), groups
        own = tree.grants.get(board.pk, {})
        self.was = write(own)
        above = tree.deciding_board(board.parent_id) if board.parent_id else None
        inherited = tree.grants.get(above or 0, {})
        self.inherited = write(inherited) if board.parent_id else ""
        self.above = names.get(above or 0, "")
        self.is_own = sent.is_own if sent else bool(own) or not board.parent_id
        self._ticked = sent.ticked if sent else own or inherited
        self.problem = sent.problem if sent else ""
        self._groups = groups.on({**own, **(inherited if not own else {}), **self._ticked})

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
