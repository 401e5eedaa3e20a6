"""Who may do what in a topic, and who may read it: what its board says, and this is the one place that asks it.

`may` asks for a permission; the `can_` rules ask for the state of the topic too (a locked one takes no replies).

A conversation is on no board: those who take part in it may (`participants.py`). What lists, counts, searches or feeds
asks `visible_to`, for which there are no conversations; what asks for one topic or post may ask `readable_by`.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from django.db.models import F, Q

from forum.boards.models import Board, permissions_of, read_grants, visitors_permissions
from forum.boards.permissions import Asker
from forum.database.unindexed import UnindexedIn
from forum.topics import participants

if TYPE_CHECKING:
    from forum.topics.models import Topic


class Removable(Protocol):
    """A topic or a post."""

    @property
    def is_withheld(self) -> bool | None: ...

    @property
    def removed_by_id(self) -> int | None: ...


def may(asker: Asker, verb: str, thing: "Board | Topic") -> bool:
    """Whether somebody is allowed to do this there. The `can_` rules say whether the state of the thing lets them."""
    permissions = permissions_of(asker)
    if isinstance(thing, Board):
        return permissions.allow(verb, thing.pk)
    if thing.board_id is None:
        return participants.may_in_conversation(permissions, verb, thing)
    return permissions.allow(verb, thing.board_id)


def is_allowed(asker: Asker, verb: str, at: str = "") -> Q:
    """The same as a condition on topics, to which the path `at` leads from the rows of a query."""
    return Q(**{f"{at}board__in": permissions_of(asker).boards(verb)})


def is_visible_to(asker: Asker, at: str = "") -> Q:
    """What `visible_to` asks of topics. Rows of another table ask it of the topic each names: the list of all that
    somebody sees would be made first, and is as long as the forum is large.
    """
    permissions = permissions_of(asker)
    sees, moderates = (is_allowed(permissions, verb, at) for verb in ("see", "moderate"))
    if permissions.boards("moderate") and not permissions.reader.is_superuser:
        moderates &= ~Q(**{f"{at}is_withheld": True})  # administrators alone see it
    stands = Q(**{f"{at}removed_at": None})
    return (sees & stands) | (moderates & Q(**{f"{at}merged_at": None, f"{at}erased_at": None}))


def is_readable_by(asker: Asker, at: str = "") -> Q:
    """The same, or a conversation in which they take part."""
    permissions = permissions_of(asker)
    return is_visible_to(permissions, at) | participants.takes_part(permissions, at)


def is_visible_on(asker: Asker, board: Board) -> Q:
    """The same on one board. Without the names of all others, for which databases leave the index of an order."""
    permissions = permissions_of(asker)
    is_seen = Q(removed_at=None) if may(permissions, "see", board) else Q(pk__in=())
    if may(permissions, "moderate", board):
        is_seen |= Q(merged_at=None, erased_at=None)
        if not permissions.reader.is_superuser:
            is_seen &= Q(removed_at=None) | ~Q(is_withheld=True)
    return Q(board=board) & is_seen


def is_listed(asker: Asker, boards: Collection[int] | None = None, *, are_few: bool = False) -> Q:
    """The same of being seen on all boards, or on these, for lists that show a page of very many topics.

    `are_few` says that so few topics are on these boards that all of them may be read.
    """
    seen = permissions_of(asker).boards("see")
    wanted = seen if boards is None else seen & frozenset(boards)
    return Q(board__in=wanted) if are_few else Q(UnindexedIn(F("board_id"), wanted))


def readers_of(topic: "Topic", number: int | None = None) -> Q:
    """Which members may read the topic, as a condition on members, in two queries for all of them.

    Or the post with this number, which in a conversation may be from before somebody came to it.
    """
    if topic.board_id is None:
        return participants.readers_of(topic, number)
    return read_grants().readers_of(topic.board_id)


def is_of_team(asker: Asker, topic: "Topic") -> bool:
    """Whether it is a conversation of moderators of whom they are one."""
    return participants.is_of_team(permissions_of(asker), topic)


def is_public(asker: Asker, topic: "Topic") -> bool:
    """Whether a visitor sees it, whoever asks."""
    return not topic.is_removed and may(visitors_permissions(asker), "see", topic)


def can_start(asker: Asker, board: Board) -> bool:
    return board.takes_topics and may(asker, "start", board)


def can_moderate(asker: Asker, topic: "Topic") -> bool:
    return may(asker, "moderate", topic)


def is_withheld_from(asker: Asker, thing: Removable) -> bool:
    """Whether it was removed as illegal or as others' data: then administrators alone see it."""
    return bool(thing.is_withheld) and not permissions_of(asker).reader.is_superuser


def can_bring_back(asker: Asker, thing: Removable) -> bool:
    """Of those who moderate there: what is withheld is restored by administrators, or by who removed it."""
    is_own_act = thing.removed_by_id == permissions_of(asker).reader.pk
    return is_own_act or not is_withheld_from(asker, thing)


def skips_approval(asker: Asker, thing: "Board | Topic") -> bool:
    """Whether what they write there never waits for approval."""
    permissions = permissions_of(asker)
    return may(permissions, "skip_approval", thing) or may(permissions, "moderate", thing)


def can_reply(asker: Asker, topic: "Topic") -> bool:
    """Replies go to topics that are neither removed nor locked; moderators may still write in a locked one."""
    permissions = permissions_of(asker)
    if topic.is_removed or not may(permissions, "reply", topic):
        return False
    return not topic.is_locked or may(permissions, "moderate", topic)


def can_solve(asker: Asker, topic: "Topic") -> bool:
    """Whoever started a topic says what solved it, while they may write in it; moderators do anywhere it is done."""
    return topic.board is not None and topic.board.takes_solutions and can_reopen(asker, topic)


def can_reopen(asker: Asker, topic: "Topic") -> bool:
    """A mark from when topics on the board could be solved, or from another board, can be taken away."""
    permissions = permissions_of(asker)
    if topic.is_removed:
        return False
    is_own = topic.author_id == permissions.reader.pk and can_reply(permissions, topic)
    return is_own or can_moderate(permissions, topic)


def can_rename(asker: Asker, topic: "Topic") -> bool:
    permissions = permissions_of(asker)
    if can_moderate(permissions, topic):
        return True
    is_own = topic.author_id == permissions.reader.pk
    is_teams = topic.moderators_of_id is not None and topic.author.is_team and is_of_team(permissions, topic)
    return (is_own or is_teams) and can_reply(permissions, topic)
