"""Appeals in the queue of other moderators than who acted or talked there; theirs only where there is no other."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.appeals.deciding import decide
from forum.appeals.models import Appeal
from forum.appeals.other_deciders import has_another_decider, is_left_to_others
from forum.boards.models import Board, permissions_of
from forum.conversations import rules, team
from forum.moderation import acts, message_acts, undoing
from forum.moderation.models import LogEntry
from forum.moderation.queue import Decision, Source
from forum.moderation.records import Record, records_of
from forum.moderation.reported_messages import ShownMessage, has_asked, messages_around
from forum.moderation.statements import same_steps, sentence_of
from forum.posts.rules import html_for
from forum.reports.models import Report
from forum.topics.models import Topic

BY_HAND = _("This can’t be undone automatically. If the member is right, put it right yourself first.")
REPLACED = _("A later act has taken its place, and stays as it is: the member can object to that one, too.")
ROWS = (
    "entry__by",
    "entry__report__post__topic",
    "entry__topic__board",
    "entry__post__topic",
    "entry__member",
    "member",
)


@dataclass(frozen=True)
class AppealCard:
    appeal: Appeal
    sentences: list[str]
    details: list[str]
    html: str  # sanitised, of the post that was acted on
    report: Report | None  # of the message that was removed
    messages: list[ShownMessage]  # around that one, if the reader has asked
    record: Record
    is_same_person: bool
    by_hand: list[str]  # what the decision that the member is right does not undo
    conversation: Topic | None  # about it with the member, if the reader may read that
    can_write: bool  # whether the reader may begin it


def seen_by(reader: Reader) -> QuerySet[Appeal]:
    """Whether what is withheld stays so is for those who may read it."""
    seen = Appeal.objects.open().visible_to(permissions_of(reader).reader).select_related(*ROWS)
    withheld = Q(entry__post__is_withheld=True) | Q(entry__topic__is_withheld=True)
    return seen if reader.is_superuser else seen.exclude(withheld)


def open_to(reader: Reader) -> QuerySet[Appeal]:
    seen = seen_by(reader)
    concerned = Q(entry__by=reader.pk) | message_acts.is_where_they_take_part(reader, "entry__")
    own = [appeal.pk for appeal in seen.filter(concerned) if not is_left_to_others(reader, appeal)]
    return seen.filter(~concerned | Q(pk__in=own)) if own else seen.exclude(concerned)


def own_waiting(reader: Reader) -> list[Appeal]:
    """Those about what the reader did, which wait for somebody else."""
    return [appeal for appeal in seen_by(reader).filter(entry__by=reader.pk) if has_another_decider(appeal)]


def cards(reader: User, appeals: Sequence[Appeal]) -> list[AppealCard]:
    records = records_of(reader, [appeal.member for appeal in appeals])
    boards = dict(Board.objects.visible_to(reader).values_list("pk", "name"))
    steps = same_steps([appeal.entry for appeal in appeals])
    undoable = undoing.undoable([entry for step in steps for entry in step])
    talks = team.conversations_of_team(reader)
    begun = team.first_about(talks, "entry", [appeal.entry_id for appeal in appeals])
    return [
        card_of(reader, appeal, step, records, by_hand(step, undoable), boards, begun.get(appeal.entry_id))
        for appeal, step in zip(appeals, steps, strict=True)
    ]


def by_hand(step: Sequence[LogEntry], undoable: Collection[int]) -> list[str]:
    """What is left to do by hand of acts that no Undo takes back, each once."""
    left = [entry for entry in step if entry.pk not in undoable and not undoing.is_undone(entry)]
    return list(dict.fromkeys(str(what_is_left(entry)) for entry in left))


def what_is_left(entry: LogEntry) -> Any:
    if entry.member_id and "until" in entry.detail:
        return REPLACED
    act = acts.of(entry)
    return act.by_hand if act and act.by_hand else BY_HAND


def card_of(
    reader: User,
    appeal: Appeal,
    step: Sequence[LogEntry],
    records: dict[int, Record],
    left: list[str],
    boards: dict[int, str],
    conversation: Topic | None,
) -> AppealCard:
    report = message_report_of(appeal.entry)
    details = [act.detail_words(entry.detail, boards) for entry in step if (act := acts.of(entry))]
    return AppealCard(
        appeal,
        [sentence_of(entry) for entry in step],
        list(filter(None, dict.fromkeys(details))),
        html_for(reader, appeal.entry.post) if appeal.entry.post else "",
        report,
        messages_for(reader, report) if report else [],
        records[appeal.member_id],
        appeal.entry.by_id == reader.pk,
        left,
        conversation,
        can_write(reader, appeal),
    )


def can_write(reader: User, appeal: Appeal) -> bool:
    """For the moderators of the board; of one that the reader chooses, where the act was on none."""
    topic = appeal.entry.topic
    return rules.can_write_as_team(reader, topic.board_id if topic else None, appeal.member)


def message_report_of(entry: LogEntry) -> Report | None:
    return entry.report if entry.act == message_acts.remove.name else None


def messages_for(reader: User, report: Report) -> list[ShownMessage]:
    """Those around the message, for who has asked for them and may still ask."""
    is_shown = message_acts.sees_to_messages(reader) and has_asked(reader, [report])
    return messages_around(report) if is_shown else []


def decides(outcome: Appeal.Outcome) -> Callable[[User, Appeal, str], LogEntry | None]:
    def act(by: User, appeal: Appeal, answer: str) -> LogEntry | None:
        decide(by, appeal, outcome, answer)
        return None

    return act


def decided_by(reader: Reader, appeal_id: int) -> User | None:
    seen = Appeal.objects.visible_to(permissions_of(reader).reader).exclude(decided_at=None)
    appeal = seen.filter(pk=appeal_id).select_related("decided_by").first()
    return appeal.decided_by if appeal else None


APPEALS = Source(
    name="appeals",
    label=_("Appeal"),
    open_to=open_to,
    since="sent_at",
    template="moderation/_appeal_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="reverse",
            label=_("Take the act back"),
            done=_("The act is taken back, and the member is told."),
            decide=decides(Appeal.Outcome.REVERSED),
            is_good=True,
            key="a",
        ),
        Decision(
            name="uphold",
            label=_("The act stays"),
            done=_("The act stays, and the member is told."),
            decide=decides(Appeal.Outcome.UPHELD),
            key="d",
        ),
    ),
    decided_by=decided_by,
    answer_label=_("Answer to the member"),
)
