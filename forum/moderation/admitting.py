"""Letting a member in on a private board, by the group of those whom it is for, and taking them out again.

They are told of both.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.boards.models import Board, read_permissions
from forum.boards.own_groups import NAMED_MEMBERS
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.moderation.acts import Act
from forum.moderation.appointing import (
    APPOINTED,
    board_words,
    link_to_board,
    link_to_entry,
    lock_for_board,
    notify_of_entry,
    refuse_outdated,
    refuse_undone,
    undone_by,
    with_reason,
)
from forum.moderation.models import LogEntry
from forum.notifications.kinds import Kind
from forum.notifications.subjects import Subject, Withdrawn
from forum.site.models import SiteSettings


@transaction.atomic
def admit(by: User, board: Board, member: User, reason: str = "") -> LogEntry | None:
    """Let them in.

    None if they are in already, if the board is not private any more, or if they would come into boards by it that `by`
    does not moderate.
    """
    lock_permissions_exclusive()
    member = lock_for_board(by, board, member)
    group = NAMED_MEMBERS.of(board)
    if group is None or not NAMED_MEMBERS.is_filled_by(read_permissions(by), board):
        return None
    if member.groups.filter(pk=group.pk).exists():
        return None
    member.groups.add(group)
    SiteSettings.bump()
    entry = admitting.log(by, member, reason, {"board": board.pk})
    if _sees(member, board):
        notify_of_entry(member, ADMISSION, entry, board)
    return entry


@transaction.atomic
def exclude(by: User, board: Board, member: User, reason: str = "", **cited: Any) -> LogEntry | None:
    """Take them out; None if they are not in by the board's own group."""
    lock_permissions_exclusive()
    member = lock_for_board(by, board, member)
    group = NAMED_MEMBERS.kept_for(board)
    if group is None or not member.groups.filter(pk=group.pk).exists():
        return None
    saw = _sees(member, board)
    member.groups.remove(group)
    SiteSettings.bump()
    sees_it_no_more = saw and not _sees(member, board)
    detail = {"board": board.pk, "title": board.name} if sees_it_no_more else {"board": board.pk}
    entry = excluding.log(by, member, reason, detail, **cited)
    if sees_it_no_more:
        notify_of_entry(member, EXCLUSION, entry, board)
    return entry


def _sees(member: User, board: Board) -> bool:
    return read_permissions(member).allow("see", board.pk)


admitting = Act(
    name="let-in",
    on=APPOINTED,
    opposite="take-out",
    label=gettext_lazy("Let in"),
    restricts=False,
    log_words=gettext_lazy("let into a private board:"),
    detail_words=board_words,
    undo=undone_by(exclude),
)
excluding = replace(
    admitting,
    name="take-out",
    opposite="let-in",
    label=gettext_lazy("Take out"),
    restricts=True,
    # Who still sees the board by another group has lost nothing.
    did_restrict=lambda entry: "title" in entry.detail,
    notification=gettext_lazy("You can no longer read the private board “%(topic)s”"),
    lasts=gettext_lazy("Until someone lets you in again"),
    tells_itself=True,
    log_words=gettext_lazy("took out of a private board:"),
    undo=undone_by(admit),
)
ACTS = (admitting, excluding)


def refuse_seen(subject: Subject, member: User) -> Subject:
    """Return the subject. Raise Withdrawn if they see the board again."""
    if link_to_board(subject, member):
        raise Withdrawn(_("They see the board again."))
    return refuse_undone(subject, member)


ADMISSION = Kind(
    "admitted",
    76,
    group="moderation",
    label=gettext_lazy("I’m let into a private board"),
    text=gettext_lazy("You can read and write on the private board “%(topic)s” now"),
    why=gettext_lazy("You’re receiving this because you were let into a private board."),
    emails_on=gettext_lazy("Emails about being let into private boards are on."),
    emails_off=gettext_lazy("Emails about being let into private boards are off."),
    link=link_to_board,
    refresh=refuse_outdated,
    icon="lock",
    has_post=False,
)

EXCLUSION = replace(
    ADMISSION,
    name="excluded",
    refresh=refuse_seen,
    label=gettext_lazy("I’m taken out of a private board"),
    text=gettext_lazy("You can no longer read the private board “%(topic)s”"),
    text_for=with_reason(gettext_lazy("You can no longer read the private board “%(topic)s”")),
    link=link_to_entry,
    why=gettext_lazy("You’re receiving this because you were taken out of a private board."),
    emails_on=gettext_lazy("Emails about being taken out of private boards are on."),
    emails_off=gettext_lazy("Emails about being taken out of private boards are off."),
)
