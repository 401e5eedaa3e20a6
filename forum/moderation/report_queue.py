"""Reports in the queue. Acts on what was reported close its report; what is here decides without an act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of, read_permissions
from forum.filters import bayes
from forum.moderation import acts, learning, post_acts
from forum.moderation.acts import Act
from forum.moderation.log import moderates_members
from forum.moderation.models import LogEntry
from forum.moderation.own_items import author_of, refuse_own, without_own
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.records import Record, records_of
from forum.moderation.reported_texts import first_texts, html_of
from forum.moderation.saved_texts import filled
from forum.moderation.waiting_reasons import hints_of_texts
from forum.posts.models import Hiding, Post
from forum.reports import closing
from forum.reports.models import Report, Reportable, Reporting

THINGS = (
    "post__topic__board",
    "post__author",
    "post__reply_to__author",
    "topic__board",
    "topic__author",
    "member",
)


@dataclass(frozen=True)
class ReportCard:
    report: Report
    reportings: list[Reporting]
    html: str  # sanitised, of what was written
    author: User
    record: Record
    acts: list[Act[Any]]  # on topics and members; posts have addresses of their own
    is_own: bool  # the reader wrote it, and nobody else can decide
    hint: str = ""  # what the moderators' verdicts say of the post

    @property
    def thing(self) -> Reportable:
        return self.report.thing


def open_to(reader: Reader) -> QuerySet[Report]:
    """What is removed already waits for nobody."""
    seen = Report.objects.open().visible_to(reader, sees_members=moderates_members(reader))
    seen = seen.filter(Q(post__removed_at=None) | Q(post__hiding=Hiding.HIDDEN))
    for removed in ("post__topic__removed_at", "topic__removed_at"):
        seen = seen.filter(**{removed: None})
    return without_own(seen.select_related(*THINGS), reader)


def cards(reader: User, reports: Sequence[Report]) -> list[ReportCard]:
    said: dict[int, list[Reporting]] = {}
    for reporting in Reporting.objects.filter(report__in=reports).select_related("member"):
        said.setdefault(reporting.report_id, []).append(reporting)
    first = first_texts(reports)
    authors = {report.pk: author_of(report.thing) for report in reports}
    records = records_of(reader, authors.values())
    permissions = permissions_of(reader)
    posts = [report.post for report in reports if report.post]
    texts = [text_of(post) for post in posts]
    hints = dict(zip([post.pk for post in posts], hints_of_texts(texts), strict=True))
    return [
        ReportCard(
            report,
            said.get(report.pk, []),
            html_of(permissions.reader, report, first),
            authors[report.pk],
            records[authors[report.pk].pk],
            [act for act in due_on(permissions.reader, report) if act.is_harsh],
            authors[report.pk].pk == reader.pk,
            hints.get(report.post_id or 0, ""),
        )
        for report in reports
    ]


def text_of(post: Post) -> bayes.Text:
    return bayes.Text(post.source, post.topic.title if post.is_first else "", post.author)


def due_on(reader: Reader, report: Report) -> list[Act[Any]]:
    if report.post:
        return []
    return acts.due(reader, "member" if report.member else "topic", report.thing)


def closes(outcome: Report.Outcome) -> Callable[..., LogEntry | None]:
    @transaction.atomic
    def decide(by: User, report: Report, answer: str, *, step: UUID | None = None) -> LogEntry | None:
        permissions = read_permissions(by)
        seen = Report.objects.visible_to(permissions.reader, sees_members=moderates_members(by))
        found = seen.filter(pk=report.pk).select_related(*THINGS).first()
        if found is None:
            raise PermissionDenied
        refuse_own(by, found.thing)
        answer = filled(answer, found.thing)
        if not closing.close(by, report.pk, outcome, answer):
            raise AlreadyDecided(decided_by(by, report.pk))
        if outcome == Report.Outcome.DISMISSED and found.post:
            learning.of_post(found.post.pk, learning.GOOD)
        if outcome == Report.Outcome.DISMISSED and found.post and found.post.is_hidden:
            # Nothing was wrong with it: it is shown again, and its author is told.
            return post_acts.restore.perform(by, found.post, answer, step=step)
        return None

    return decide


def decided_by(reader: Reader, report_id: int) -> User | None:
    seen = Report.objects.visible_to(reader, sees_members=moderates_members(reader))
    report = seen.filter(pk=report_id).exclude(closed_at=None).select_related("closed_by").first()
    return report.closed_by if report else None


ANSWER = _("Answer to those who reported it (optional)")

REPORTS = Source(
    name="reports",
    label=_("Report"),
    open_to=open_to,
    since="opened_at",
    template="moderation/_report_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="dismiss",
            label=_("Dismiss"),
            done=_("Report dismissed."),
            decide=closes(Report.Outcome.DISMISSED),
            key="d",
        ),
        Decision(
            name="close",
            label=_("Close: I acted on it"),
            done=_("Report closed."),
            decide=closes(Report.Outcome.ACTED),
        ),
    ),
    decided_by=decided_by,
    answer_label=ANSWER,
)
