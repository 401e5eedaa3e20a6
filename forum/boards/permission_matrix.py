"""The permissions of many boards, changed at once: whole or not at all, and never over what somebody else saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from forum.boards.groups import GROUP
from forum.boards.models import Grant, read_grants, read_permissions
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.permission_verbs import VERBS
from forum.boards.permissions import Grants, GrantTree
from forum.site.models import SiteSettings

# A board whose own permissions allow nobody anything has this row, for without any it would have its parent's.
NOBODY_MAY: Grants = {"everyone": frozenset()}


@dataclass(frozen=True)
class Wish:
    """What the permissions of a board are to be, and what they were when they were shown: `written`, all of them.

    Without any it has those that it inherits, so its parent board and what it took from there count as shown, too.
    """

    board_id: int
    shown: str
    wanted: str
    parent_id: int | None = None
    inherited: str = ""


@dataclass(frozen=True)
class Change:
    """What one group may do on a board that it could not before, and what no longer."""

    board_id: int
    group: int | str
    gained: list[str]
    lost: list[str]


class Overtaken(Exception):
    """Somebody else has changed what was to be changed. Nothing was saved."""

    def __init__(
        self, changes: list[Change], moved: Iterable[int] = (), inheriting: Iterable[int] = ()
    ) -> None:
        super().__init__()
        self.changes = changes  # theirs
        self.moved = list(moved)  # boards
        self.inheriting = list(
            inheriting
        )  # boards that take other permissions from their parent board by now


@transaction.atomic
def save_permissions(by: User, wishes: Iterable[Wish]) -> list[Change]:
    """Make the boards' permissions what is wished, and return what is other than before.

    A board that the wish leaves as it was shown stays as it is by now. Raise Overtaken if another one has changed since
    it was shown, and PermissionDenied where `by` does not moderate.
    """
    lock_permissions_exclusive()
    tree = read_grants()
    wishes = [wish for wish in wishes if wish.wanted != wish.shown]
    permissions = read_permissions(by)
    if not all(
        permissions.allow("moderate", wish.board_id) for wish in wishes if wish.board_id in tree.parents
    ):
        raise PermissionDenied
    _refuse_overtaken(tree, wishes)
    made = []
    groups = set(Group.objects.values_list("pk", flat=True))
    for wish in wishes:
        # A group may have been deleted since it was shown.
        wanted = {
            who: verbs for who, verbs in read(wish.wanted).items() if who in groups or isinstance(who, str)
        }
        if wish.wanted and not wanted and wish.parent_id:
            wanted = NOBODY_MAY
        made += changes_between(wish.board_id, tree.grants.get(wish.board_id, {}), wanted)
        _replace(wish.board_id, wanted)
    if wishes:
        SiteSettings.bump()
    return made


def _refuse_overtaken(tree: GrantTree, wishes: list[Wish]) -> None:
    gone = [wish for wish in wishes if wish.board_id not in tree.parents]
    moved = [wish for wish in wishes if tree.parents.get(wish.board_id) != wish.parent_id]
    inheriting = [
        wish
        for wish in wishes
        if not (wish.shown and wish.wanted)
        and write(inherited_grants(tree, wish.board_id)) != write(read(wish.inherited))
    ]
    now = {wish.board_id: tree.grants.get(wish.board_id, {}) for wish in wishes}
    changed = [wish for wish in wishes if write(now[wish.board_id]) != write(read(wish.shown))]
    if gone or moved or inheriting or changed:
        raise Overtaken(
            [
                change
                for wish in changed
                for change in changes_between(wish.board_id, read(wish.shown), now[wish.board_id])
            ],
            moved=[wish.board_id for wish in moved if wish not in gone],
            inheriting=[wish.board_id for wish in inheriting if wish not in moved],
        )


def inherited_grants(tree: GrantTree, board_id: int) -> Grants:
    """What the board takes from those above it, or would without permissions of its own."""
    parent = tree.parents.get(board_id)
    return tree.nearest_grants(parent) if parent else {}


def _replace(board_id: int, grants: Grants) -> None:
    kept = {row.group_id or row.audience: row for row in Grant.objects.filter(board=board_id)}
    Grant.objects.filter(pk__in=[row.pk for who, row in kept.items() if who not in grants]).delete()
    for who, verbs in grants.items():
        row = kept.get(who) or Grant(board_id=board_id, **_named(who))
        row.verbs = in_order(verbs)
        row.save()


def _named(who: int | str) -> dict[str, int | str]:
    return {"audience": GROUP, "group_id": who} if isinstance(who, int) else {"audience": who}


def changes_between(board_id: int, before: Grants, after: Grants) -> list[Change]:
    changes = []
    for group in [*before, *(group for group in after if group not in before)]:
        had, has = before.get(group, frozenset()), after.get(group, frozenset())
        if had != has:
            changes.append(Change(board_id, group, in_order(has - had), in_order(had - has)))
    return changes


def in_order(verbs: Iterable[str]) -> list[str]:
    """Verbs in the order in which they are shown; after them those that no installed app has any more."""
    found = set(verbs)
    return [verb for verb in VERBS if verb in found] + sorted(found - VERBS.keys())


def write(grants: Mapping[int | str, Iterable[str]]) -> str:
    """A board's own permissions in one line, for a form to keep. Equal ones are written equally."""
    rows = sorted((str(group), ",".join(sorted(verbs))) for group, verbs in grants.items())
    return ";".join(f"{group}={verbs}" for group, verbs in rows)


def read(written: str) -> Grants:
    """The opposite of `write`; what no form of ours has written means nothing."""
    pairs = [row.partition("=") for row in written.split(";") if row]
    return {
        group_of(group): frozenset(verb for verb in verbs.split(",") if verb) for group, _is, verbs in pairs
    }


def group_of(key: str) -> int | str:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else key
