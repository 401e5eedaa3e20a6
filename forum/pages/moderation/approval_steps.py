"""Approving several at once: posts that reports have hidden, and texts that wait; and rejecting the latter."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Reader, User
from forum.boards.models import read_permissions
from forum.moderation import approval_acts, post_acts
from forum.moderation.acts import Act, Target
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_REMOVING
from forum.moderation.report_queue import closes
from forum.pages.moderation.forms import ReasonForm, RemovalForm
from forum.pages.moderation.step import Step, run_each
from forum.posts.models import PendingPost, Post
from forum.reports.models import Report
from forum.topics.rules import may

dismiss = closes(Report.Outcome.DISMISSED)


class ApprovalForm(ReasonForm):
    """Asks nothing: who approves is only asked whether they mean it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.clear()


class RejectionForm(RemovalForm):
    told = _("Kept in the log. The author is notified with this reason and can still read their text.")

    def answers(self, ready: str) -> dict[str, Any]:
        return {"is_spam": super().answers(ready)["is_spam"]}


def may_decide(by: Reader, pending: PendingPost) -> bool:
    return may(by, "moderate", pending.place)


def read_row(by: User, pending: PendingPost) -> PendingPost:
    """As it is now; approving and rejecting lock in an order of their own, and check again."""
    pending = PendingPost.objects.select_related("topic", "board").get(pk=pending.pk)
    if not may(read_permissions(by), "moderate", pending.place):
        raise PermissionDenied
    return pending


WAITING: Target[PendingPost] = Target("post", "posts.change_post", may_decide, read_row)


def approve_hidden(by: User, post: Post, step: UUID, answers: dict[str, Any]) -> LogEntry | None:
    """Dismiss the report, which shows it again and tells those who reported it."""
    report = Report.objects.open().filter(post=post).first()
    if report is None:
        return post_acts.restore.perform(by, post, step=step)
    return dismiss(by, report, "", step=step)


def approve(by: User, pending: PendingPost, step: UUID, answers: dict[str, Any]) -> LogEntry | None:
    return approval_acts.approve(by, pending)


def reject(by: User, pending: PendingPost, step: UUID, answers: dict[str, Any]) -> LogEntry | None:
    return approval_acts.reject(by, pending, step=step, **answers)


APPROVE_HIDDEN = Step(
    replace(approval_acts.approving, is_due=lambda post: post.is_hidden),
    ApprovalForm,
    run_each(approve_hidden),
    ngettext_lazy("%(count)d post approved.", "%(count)d posts approved.", "count"),
    _("Posts that are hidden since members reported them are shown again, and their reports are dismissed."),
)
approving: Act[Any] = approval_acts.approving
rejecting: Act[Any] = approval_acts.rejecting
ON_WAITING = (
    Step(
        replace(approving, on=WAITING),
        ApprovalForm,
        run_each(approve),
        ngettext_lazy("%(count)d text approved.", "%(count)d texts approved.", "count"),
        _("They are published now."),
    ),
    Step(
        replace(rejecting, on=WAITING, reasons=FOR_REMOVING, needs_reason=True, is_harsh=True),
        RejectionForm,
        run_each(reject),
        ngettext_lazy("%(count)d text rejected.", "%(count)d texts rejected.", "count"),
        _("They are not published. Their authors are told the reason, and can still read their texts."),
    ),
)
