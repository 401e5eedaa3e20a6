"""Making a member a moderator of one board, by a group of the board's own, and ending it.

A board that takes the permissions of its parent board gets a copy of them first: its moderators are all that differs.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Reader, User
from forum.boards.groups import GROUP
from forum.boards.models import Board, Grant, read_grants, read_permissions
from forum.boards.own_groups import MODERATORS, is_good_for_nothing_else
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.moderation.acts import Act, Detail
from forum.moderation.member_targets import member_target
from forum.moderation.models import LogEntry
from forum.moderation.statements import reason_of
from forum.moderation.undoing import undoable
from forum.notifications.kinds import Kind
from forum.notifications.notifying import notify_member
from forum.notifications.subjects import Link, Subject, Withdrawn
from forum.site.models import SiteSettings
from forum.topics.rules import may

BoardAct = Callable[[User, Board, User, str], LogEntry | None]


def may_appoint(by: Reader, member: User) -> bool:
    return by.is_staff and by.has_perm("boards.change_grant") and member.closed_at is None


APPOINTED = member_target("boards.change_grant", may_appoint)


@transaction.atomic
def appoint(by: User, board: Board, member: User, reason: str = "") -> LogEntry | None:
    """Make them a moderator of the board.

    None if they are already, by its own group, or if they would moderate boards with it that `by` does not.
    """
    lock_permissions_exclusive()
    member = lock_for_board(by, board, member)
    if not MODERATORS.is_filled_by(read_permissions(by), board):
        return None
    group = MODERATORS.of(board)
    if group and MODERATORS.allows(board, group) and member.groups.filter(pk=group.pk).exists():
        return None
    if group is None:
        _copy_parents_permissions(board)
    member.groups.add(MODERATORS.allow(board))
    SiteSettings.bump()
    entry = appointing.log(by, member, reason, {"board": board.pk})
    if read_permissions(member).allow("see", board.pk):
        notify_of_entry(member, APPOINTMENT, entry, board)
    return entry


@transaction.atomic
def dismiss(by: User, board: Board, member: User, reason: str = "", **cited: Any) -> LogEntry | None:
    """End it; None if they are no moderator by the board's own group."""
    lock_permissions_exclusive()
    member = lock_for_board(by, board, member)
    group = MODERATORS.kept_for(board)
    if group is None or not member.groups.filter(pk=group.pk).exists():
        return None
    saw = read_permissions(member).allow("see", board.pk)
    member.groups.remove(group)
    if not group.user_set.exists():
        _drop(board, group)
    SiteSettings.bump()
    # Nobody is told of a board that they never saw.
    detail = {"board": board.pk, "title": board.name} if saw else {"board": board.pk}
    entry = dismissing.log(by, member, reason, detail, **cited)
    if saw:
        notify_of_entry(member, DISMISSAL, entry, board)
    return entry


def lock_for_board(by: User, board: Board, member: User) -> User:
    # Read anew: they may have been taken away since the page was asked for.
    if not may(read_permissions(by), "moderate", board):
        raise PermissionDenied
    return APPOINTED.lock(by, member)


def _copy_parents_permissions(board: Board) -> None:
    if board.grants.exists():
        return
    decided = read_grants().nearest_grants(board.pk)
    copies = [
        Grant(board=board, audience=GROUP, group_id=who, verbs=sorted(verbs))
        if isinstance(who, int)
        else Grant(board=board, audience=who, verbs=sorted(verbs))
        for who, verbs in decided.items()
    ]
    Grant.objects.bulk_create(copies)


def _drop(board: Board, group: Group) -> None:
    """Take the empty group away, and the copy of the parent board's permissions if nothing else differs."""
    if not is_good_for_nothing_else(group, board):
        return  # with its last row there, another board would have its parent's permissions
    tree = read_grants()
    rest = {who: verbs for who, verbs in tree.grants.get(board.pk, {}).items() if who != group.pk}
    if not rest:
        return  # without any row of its own, the board would have its parent's permissions
    was_copied = group.grants.exists()
    group.delete()
    if was_copied and board.parent_id and tree.nearest_grants(board.parent_id) == rest:
        board.grants.all().delete()


def board_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("of %(board)s") % {"board": boards.get(detail.get("board", 0), _("another board"))}


def undone_by(opposite: BoardAct) -> Callable[[User, User, LogEntry, str], LogEntry | None]:
    """The undoing of an act on a member and a board, if the board is still there: the opposite, there."""

    def undo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
        board = Board.objects.filter(pk=entry.detail["board"]).first()
        return opposite(by, board, member, reason) if board else None

    return undo


appointing = Act(
    name="make-moderator",
    on=APPOINTED,
    opposite="end-moderator",
    label=gettext_lazy("Make moderator"),
    restricts=False,
    log_words=gettext_lazy("made a moderator:"),
    detail_words=board_words,
    undo=undone_by(dismiss),
)
dismissing = replace(
    appointing,
    name="end-moderator",
    opposite="make-moderator",
    label=gettext_lazy("Remove as moderator"),
    notification=gettext_lazy("You are no longer a moderator of “%(topic)s”"),
    did_restrict=lambda entry: "title" in entry.detail,
    lasts=gettext_lazy("Until someone makes you a moderator again"),
    tells_itself=True,
    restricts=True,
    log_words=gettext_lazy("removed as moderator:"),
    undo=undone_by(appoint),
)
ACTS = (appointing, dismissing)


def notify_of_entry(member: User, kind: Kind, entry: LogEntry, board: Board) -> None:
    key, number = f"{kind.name}:{entry.pk}", str(board.pk)
    facts: dict[str, Any] = {"board": number, "entry": str(entry.pk), "reason": reason_of(entry)}
    notify_member(member, kind.name, key, title=board.name, **facts)


def refuse_undone(subject: Subject, member: User) -> Subject:
    """Return the subject. Raise Withdrawn if the opposite has been done meanwhile, or the same once more."""
    entry = LogEntry.objects.filter(pk=subject.detail.get("entry", 0)).first()
    if entry is not None and entry.pk not in undoable([entry]):
        raise Withdrawn(_("It was changed meanwhile."))
    return subject


def refuse_outdated(subject: Subject, member: User) -> Subject:
    """The same; raise Withdrawn also if they don't see the board any more."""
    if link_to_board(subject, member) is None:
        raise Withdrawn(_("They don’t see the board any more."))
    return refuse_undone(subject, member)


def link_to_board(subject: Subject, reader: User) -> Link | None:
    board = Board.objects.visible_to(reader).filter(pk=subject.detail.get("board", 0)).first()
    return Link(board.get_absolute_url(), _("View the board")) if board else None


APPOINTMENT = Kind(
    "appointed",
    75,
    group="moderation",
    label=gettext_lazy("I become a moderator"),
    text=gettext_lazy("You are a moderator of “%(topic)s” now"),
    why=gettext_lazy("You’re receiving this because you became a moderator."),
    emails_on=gettext_lazy("Emails about becoming a moderator are on."),
    emails_off=gettext_lazy("Emails about becoming a moderator are off."),
    link=link_to_board,
    refresh=refuse_outdated,
    icon="shield",
    has_post=False,
)


def link_to_entry(subject: Subject, reader: User) -> Link:
    return Link(reverse("act-notice", args=[int(subject.detail["entry"])]), _("See what was done"))


def with_reason(text: Promise) -> Callable[[Subject], str | Promise]:
    def sentence(subject: Subject) -> str | Promise:
        reason = subject.detail.get("reason", "").replace("%", "%%")
        # The board is filled in later, where the title is at hand.
        once = str(text % {"topic": "%(topic)s"})
        return _("%(sentence)s: %(reason)s") % {"sentence": once, "reason": reason} if reason else text

    return sentence


DISMISSAL = replace(
    APPOINTMENT,
    name="dismissed",
    label=gettext_lazy("I’m no longer a moderator"),
    text=gettext_lazy("You are no longer a moderator of “%(topic)s”"),
    text_for=with_reason(gettext_lazy("You are no longer a moderator of “%(topic)s”")),
    why=gettext_lazy("You’re receiving this because you were a moderator."),
    emails_on=gettext_lazy("Emails about no longer being a moderator are on."),
    emails_off=gettext_lazy("Emails about no longer being a moderator are off."),
    link=link_to_entry,
    refresh=refuse_undone,
)
