"""What one reader may do on each board. The one place where grants are read."""

from collections import defaultdict

from django.apps import apps
from django.db.models import Q

VERBS = ("see", "start", "reply", "attach", "moderate")


class Access:
    """A reader's permissions on all boards, read in two queries and true at the moment it was made.

    A board without grants takes those of the nearest board above it that has some. A board is seen only where every
    board above it is seen too, and nothing is allowed on a board that is not seen. Superusers may do everything.
    """

    def __init__(self, reader):
        self.parents: dict[int, int | None] = dict(
            apps.get_model("boards", "Board").objects.values_list("id", "parent_id")
        )
        self.granted, self.ruling = self._granted(reader)
        self.is_superuser = bool(reader.is_active and reader.is_superuser)
        self._boards: dict[str, frozenset[int]] = {}

    @classmethod
    def of(cls, reader) -> "Access":
        """The reader's permissions, read once for each request: the reader is made anew with it."""
        if not hasattr(reader, "_access"):
            reader._access = cls(reader)
        return reader._access

    @classmethod
    def afresh(cls, reader) -> "Access":
        """Read again, for acts that check inside their transaction."""
        reader._access = cls(reader)
        return reader._access

    def boards(self, verb: str) -> frozenset[int]:
        if verb not in self._boards:
            self._boards[verb] = frozenset(board for board in self.parents if self.may(verb, board))
        return self._boards[verb]

    def may(self, verb: str, board_id: int) -> bool:
        if self.is_superuser:
            return board_id in self.parents
        return self._seen(board_id) and verb in self._verbs(board_id)

    def _seen(self, board_id: int) -> bool:
        path = self._path(board_id)
        return bool(path) and all("see" in self._verbs(board) for board in path)

    def _verbs(self, board_id: int) -> set[str]:
        ruling = next((board for board in self._path(board_id) if board in self.ruling), None)
        return self.granted[ruling] if ruling is not None else set()

    def _path(self, board_id: int) -> list[int]:
        return _path_in(self.parents, board_id)

    def _granted(self, reader):
        audiences, groups = audiences_of(reader)
        granted: dict[int, set[str]] = defaultdict(set)
        ruling = set()
        rows = apps.get_model("boards", "Grant").objects.values_list(
            "board_id", "audience", "group_id", *VERBS
        )
        for board, audience, group, *allowed in rows:
            ruling.add(board)
            if audience in audiences or group in groups:
                granted[board].update(verb for verb, yes in zip(VERBS, allowed, strict=True) if yes)
        return granted, ruling


def audiences_of(reader) -> tuple[set[str], set[int]]:
    """The audiences a reader belongs to, and their groups."""
    if not (reader.is_authenticated and reader.is_active):
        return {"everyone"}, set()
    audiences = {"everyone", "members"} | ({"staff"} if reader.is_staff else set())
    return audiences, set(reader.groups.values_list("id", flat=True))


def readers_of(board_id: int) -> Q:
    """Which members see the board, as a condition on members: `Access` turned round, in two queries for all of them."""
    parents: dict[int, int | None] = dict(
        apps.get_model("boards", "Board").objects.values_list("id", "parent_id")
    )
    rows = apps.get_model("boards", "Grant").objects.values_list("board_id", "audience", "group_id", "see")
    granted: dict[int, list[tuple]] = defaultdict(list)
    for board, *grant in rows:
        granted[board].append(tuple(grant))
    path = _path_in(parents, board_id)
    if not path:
        return NOBODY
    see = Q()
    for place, _board in enumerate(path):
        ruling = next((board for board in path[place:] if board in granted), None)
        see &= _admitted(granted[ruling]) if ruling is not None else NOBODY
    return Q(is_active=True) & (Q(is_superuser=True) | see)


def deciding_grants(board_id: int, parent_id: int | None) -> tuple:
    """What decides who may do what on a board, if it stood inside this one. Equal answers mean equal rights."""
    parents: dict[int, int | None] = dict(
        apps.get_model("boards", "Board").objects.values_list("id", "parent_id")
    )
    parents[board_id] = parent_id
    granted: dict[int, set[tuple]] = defaultdict(set)
    rows = apps.get_model("boards", "Grant").objects.values_list("board_id", "audience", "group_id", *VERBS)
    for board, *grant in rows:
        granted[board].add(tuple(grant))
    path = _path_in(parents, board_id)
    ruling = [
        frozenset(next((granted[board] for board in path[place:] if board in granted), ()))
        for place in range(len(path))
    ]
    seen = frozenset(frozenset(grant[:2] for grant in grants if grant[2]) for grants in ruling)
    return ruling[:1], seen


NOBODY = Q(pk__in=())
# An empty condition would vanish beside an "or", and with it everybody.
EVERYBODY = Q(pk__isnull=False)


def _admitted(grants: list[tuple]) -> Q:
    found = NOBODY
    for audience, group, may_see in grants:
        if not may_see:
            continue
        if group is not None:
            found |= Q(
                pk__in=apps.get_model("auth", "Group")
                .user_set.through.objects.filter(group=group)
                .values("user")
            )
        elif audience == "staff":
            found |= Q(is_staff=True)
        else:
            return EVERYBODY
    return found


def _path_in(parents: dict[int, int | None], board_id: int) -> list[int]:
    """The board and those above it. Ends even in a ring, which no act makes but a database may hold."""
    path: list[int] = []
    board: int | None = board_id
    while board in parents and board not in path:
        path.append(board)
        board = parents[board]
    return path
