"""Edits that wait for approval, in the queue: what differs, and approving or rejecting it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.moderation import edit_acts, pending_likeness
from forum.moderation.models import LogEntry
from forum.moderation.queue import Decision, Source
from forum.moderation.reasons import FOR_REMOVING
from forum.moderation.records import Record, records_of
from forum.moderation.waiting_reasons import WaitingReason, hints_of, reasons_of
from forum.posts.approval import html_of
from forum.posts.differences import Budget, Passage, differences
from forum.posts.pending_edits import PendingEdit
from forum.site.models import SiteSettings
from forum.topics.rules import is_allowed


@dataclass(frozen=True)
class EditCard:
    pending: PendingEdit
    html: str  # sanitised, of the new text
    passages: list[Passage]
    record: Record
    reasons: list[WaitingReason]
    is_outdated: bool  # the post was edited since
    hint: str = ""  # what the moderators' verdicts say of it

    @property
    def key(self) -> str:
        """What sets apart the ids in its HTML."""
        return f"edit-{self.pending.pk}"


def open_to(reader: Reader) -> QuerySet[PendingEdit]:
    moderated = is_allowed(permissions_of(reader), "moderate", "post__topic__")
    return PendingEdit.objects.filter(moderated).select_related("author", "post__topic__board")


def cards(reader: User, waiting: Sequence[PendingEdit]) -> list[EditCard]:
    site = SiteSettings.current()
    records = records_of(reader, [pending.author for pending in waiting])
    reasons, hints = reasons_of(reader, waiting), hints_of(waiting)
    # One for the page: texts can be made that take long to compare.
    budget = Budget()
    return [
        EditCard(
            pending,
            html_of(pending, site),
            differences(pending.post.source, pending.source, budget),
            records[pending.author_id],
            reasons[pending.pk],
            pending.base != pending.post.revision,
            hints[pending.pk],
        )
        for pending in waiting
    ]


def decided_by(reader: Reader, pending_id: int) -> User | None:
    is_about = Q(act__in=(edit_acts.approving.name, edit_acts.rejecting.name))
    entries = LogEntry.objects.filter(is_about, detail__pending_edit=pending_id).select_related("by", "topic")
    entry = entries.first()
    if entry is None or entry.topic is None:
        return None
    return entry.by if permissions_of(reader).allow("moderate", entry.topic.board_id) else None


WAITING_EDITS = Source(
    name="edits",
    label=_("Edit waiting for approval"),
    open_to=open_to,
    since="created_at",
    template="moderation/_edit_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="approve",
            label=_("Approve"),
            done=_("Approved. The post says it now."),
            decide=edit_acts.approve,
            is_good=True,
            is_for_many=True,
            key="a",
        ),
        Decision(
            name="reject",
            label=_("Reject"),
            title=_("Reject this edit"),
            effect=_("The post stays as it is. Its author is told the reason, and can still read the text."),
            done=_("Rejected. Its author is told the reason."),
            decide=edit_acts.reject,
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
