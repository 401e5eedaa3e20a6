"""Posts and topics that wait for approval, in the queue: approving them, or rejecting them with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.moderation import approval_acts, pending_likeness
from forum.moderation.models import LogEntry
from forum.moderation.queue import Decision, Source
from forum.moderation.reasons import FOR_REMOVING
from forum.moderation.records import Record, records_of
from forum.moderation.waiting_reasons import WaitingReason, hints_of, reasons_of
from forum.polls.making import ADDITION as POLL
from forum.posts.approval import html_of
from forum.posts.models import PendingPost
from forum.site.models import SiteSettings
from forum.topics.rules import is_allowed


@dataclass(frozen=True)
class ApprovalCard:
    pending: PendingPost
    # Sanitised; the template shows the source where there is none. Those who moderate the place may open its files.
    html: str
    record: Record
    poll: dict[str, object] | None
    reasons: list[WaitingReason]
    hint: str = ""  # what the moderators' verdicts say of it


def open_to(reader: Reader) -> QuerySet[PendingPost]:
    permissions = permissions_of(reader)
    on_boards = is_allowed(permissions, "moderate", "topic__") | is_allowed(permissions, "moderate")
    places = ("author", "topic__board", "board", "reply_to__author")
    return PendingPost.objects.filter(on_boards).select_related(*places).prefetch_related("tags")


def cards(reader: User, waiting: Sequence[PendingPost]) -> list[ApprovalCard]:
    site = SiteSettings.current()
    records = records_of(reader, [pending.author for pending in waiting])
    reasons = reasons_of(reader, waiting)
    hints = hints_of(waiting)
    return [
        ApprovalCard(
            pending,
            html_of(pending, site),
            records[pending.author_id],
            pending.additions.get(POLL) or None,
            reasons[pending.pk],
            hints[pending.pk],
        )
        for pending in waiting
    ]


def decided_by(reader: Reader, pending_id: int) -> User | None:
    is_about = Q(act__in=(approval_acts.approving.name, approval_acts.rejecting.name))
    entry = (
        LogEntry.objects.filter(is_about, detail__pending=pending_id).select_related("by", "topic").first()
    )
    if entry is None:
        return None
    board_id = entry.topic.board_id if entry.topic else entry.detail.get("board", 0)
    return entry.by if permissions_of(reader).allow("moderate", board_id) else None


WAITING_POSTS = Source(
    name="posts",
    label=_("Waiting for approval"),
    open_to=open_to,
    since="created_at",
    template="moderation/_approval_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="approve",
            label=_("Approve"),
            done=_("Approved. It is published now."),
            decide=approval_acts.approve,
            is_good=True,
            is_for_many=True,
            key="a",
        ),
        Decision(
            name="reject",
            label=_("Reject"),
            title=_("Reject this text"),
            effect=_("It is not published. Its author is told the reason, and can still read the text."),
            done=_("Rejected. Its author is told the reason."),
            decide=approval_acts.reject,
            reasons=FOR_REMOVING,
            cites=True,
            is_for_many=True,
            key="x",
        ),
    ),
    decided_by=decided_by,
    likenesses=pending_likeness.likenesses,
    lines=pending_likeness.lines,
)
