"""Reports about messages in the queue, without their text until a moderator asks for it, which the log says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import read_permissions
from forum.moderation import message_acts
from forum.moderation.acts import Act
from forum.moderation.message_acts import refuse_taking_part, sees_to_messages
from forum.moderation.models import LogEntry
from forum.moderation.other_moderators import administrators
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.reasons import FOR_REMOVING
from forum.moderation.records import Record, records_of
from forum.moderation.report_queue import ANSWER
from forum.moderation.reported_messages import ShownMessage, has_asked, messages_around
from forum.moderation.saved_texts import filled
from forum.moderation.warning_acts import warn
from forum.own_pages.rules import Rule
from forum.reports import closing
from forum.reports.models import Report, Reporting, ReportQuerySet
from forum.topics.participants import Participant


@dataclass(frozen=True)
class MessageReportCard:
    report: Report
    reportings: list[Reporting]
    author: User
    record: Record
    messages: list[ShownMessage]  # none until the reader has asked
    acts: list[Act[Any]]  # on the author
    is_own: bool  # the reader takes part in the conversation, and nobody else can decide


def seen_by(reader: Reader) -> ReportQuerySet:
    rows = Report.objects.about_messages() if sees_to_messages(reader) else Report.objects.none()
    return rows.select_related("post__topic", "post__author")


def takes_part(reader: Reader) -> Q:
    """Of reports: whether the reader takes part in the conversation, or did."""
    own = Participant.objects.filter(topic=OuterRef("post__topic"), member=reader.pk)
    return Q(post__author=reader.pk) | Q(Exists(own))


def open_to(reader: Reader) -> QuerySet[Report]:
    """As with reports of posts: what is removed waits for nobody, and others decide about what is one's own."""
    seen = seen_by(reader).open().filter(post__removed_at=None, post__topic__removed_at=None)
    if not reader.is_authenticated:
        return seen
    involved = Participant.objects.filter(topic=OuterRef(OuterRef("post__topic")), member=OuterRef("pk"))
    others = administrators().exclude(pk=reader.pk).filter(~Exists(involved))
    return seen.exclude(takes_part(reader) & Q(Exists(others)))


def cards(reader: User, reports: Sequence[Report]) -> list[MessageReportCard]:
    said: dict[int, list[Reporting]] = {}
    for reporting in Reporting.objects.filter(report__in=reports).select_related("member"):
        said.setdefault(reporting.report_id, []).append(reporting)
    messages = {report.pk: message_acts.message_of(report) for report in reports}
    records = records_of(reader, [post.author for post in messages.values()])
    asked = has_asked(reader, reports)
    own = set(seen_by(reader).filter(takes_part(reader), pk__in=messages).values_list("pk", flat=True))
    return [
        MessageReportCard(
            report,
            said.get(report.pk, []),
            messages[report.pk].author,
            records[messages[report.pk].author_id],
            messages_around(report) if report.pk in asked else [],
            acts_on(reader, records[messages[report.pk].author_id]),
            report.pk in own,
        )
        for report in reports
    ]


def acts_on(reader: User, record: Record) -> list[Act[Any]]:
    return [*([warn] if warn.on.allows(reader, record.member) else []), *record.acts]


def read_anew(by: User, report: Report, *, is_open: bool = True) -> Report:
    """The report under a lock. Raise PermissionDenied, AboutYourself, or AlreadyDecided if it has to be open."""
    if by.is_silenced or not sees_to_messages(read_permissions(by)):
        raise PermissionDenied
    rows = Report.objects.about_messages().select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=report.pk).first()
    if found is None:
        raise PermissionDenied
    if is_open and found.closed_at is not None:
        raise AlreadyDecided(found.closed_by)
    refuse_taking_part(by, message_acts.message_of(found).topic)
    return found


@transaction.atomic
def show(by: User, report: Report, *, for_appeal: bool = False) -> None:
    """Let the moderator see the message and those around it while they have to decide. The log says so once."""
    found = read_anew(by, report, is_open=not for_appeal)
    if not has_asked(by, [found]):
        message_acts.log(message_acts.look, by, found)


def closes(outcome: Report.Outcome) -> Callable[..., LogEntry | None]:
    @transaction.atomic
    def decide(by: User, report: Report, answer: str) -> LogEntry | None:
        found = read_anew(by, report)
        answer = filled(answer, message_acts.message_of(found).author)
        if not closing.close(by, found.pk, outcome, answer):
            raise AlreadyDecided(decided_by(by, found.pk))
        return None

    return decide


@transaction.atomic
def remove(
    by: User,
    report: Report,
    reason: str,
    *,
    rule: Rule | None = None,
    staff_note: str = "",
    step: UUID | None = None,
    is_spam: bool = False,
) -> LogEntry | None:
    """Remove the message, as long as the report is open. What was spam among few teaches the filter nothing."""
    found = read_anew(by, report)
    if not closing.close(by, found.pk, Report.Outcome.ACTED):
        raise AlreadyDecided(decided_by(by, found.pk))
    reason = filled(reason, message_acts.message_of(found).author, rule)
    cited: dict[str, Any] = {"rule": rule, "staff_note": staff_note, "step": step}
    entry = message_acts.take_away(by, found, reason, **cited)
    if entry is None:
        raise AlreadyDecided  # its author was quicker
    return entry


@transaction.atomic
def act_on_author(by: User, report: Report, act: Act[Any], **answers: Any) -> LogEntry | None:
    """Act on who wrote the message, after its report, which is closed by that; None if there was nothing to do."""
    found = read_anew(by, report)
    entry = act.perform(by, message_acts.message_of(found).author, **answers)
    if entry is None:
        return None
    # The member is told how it came up.
    entry.report = found
    entry.save(update_fields=["report"])
    if not closing.close(by, found.pk, Report.Outcome.ACTED):
        raise AlreadyDecided(decided_by(by, found.pk))
    return entry


def decided_by(reader: Reader, report_id: int) -> User | None:
    report = seen_by(reader).filter(pk=report_id).exclude(closed_at=None).select_related("closed_by").first()
    return report.closed_by if report else None


MESSAGE_REPORTS = Source(
    name="messages",
    label=_("Report of a message"),
    open_to=open_to,
    since="opened_at",
    template="moderation/_message_report_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="remove",
            label=_("Remove message"),
            title=_("Remove this message"),
            effect=_(
                "A “removed” line stays in its place. Nobody in the conversation can read it, but its author."
            ),
            done=_("Message removed. Its author is told the reason."),
            decide=remove,
            reasons=FOR_REMOVING,
            cites=True,
            key="x",
        ),
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
    has_texts=False,
)
