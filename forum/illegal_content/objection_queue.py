"""Objections of those who reported illegal content, in the queue: better for another moderator than the decider."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.illegal_content import case_queue, deciding
from forum.illegal_content.models import Objection, ObjectionQuerySet, is_visible_to
from forum.moderation.log import moderates_members
from forum.moderation.models import LogEntry
from forum.moderation.own_items import without_own
from forum.moderation.queue import Decision, Source
from forum.moderation.reasons import ReadyReason

SHOWN = 5  # objections to one decision


@dataclass(frozen=True)
class ObjectionCard:
    objections: list[Objection]  # to this decision, the first ones
    more: int  # how many are not shown
    case: case_queue.CaseCard
    is_own_decision: bool


def open_to(reader: Reader) -> QuerySet[Objection]:
    """One for each decision, the first: a flood of reports may be followed by one of objections."""
    first = (
        Objection.objects.open().order_by().values("notice__case").annotate(first=Min("pk")).values("first")
    )
    places = [f"notice__case__{thing}" for thing in case_queue.THINGS]
    seen = visible(reader).open().filter(pk__in=first)
    seen = seen.select_related(*places, "notice__case__decided_by")
    return without_own(seen, reader, "notice__case__")


def visible(reader: Reader) -> ObjectionQuerySet:
    # Asked of the case of each: a list of all cases that the reader sees would be made first.
    sees_members = moderates_members(reader)
    return Objection.objects.filter(is_visible_to(reader, sees_members=sees_members, at="notice__case__"))


def cards(reader: User, objections: Sequence[Objection]) -> list[ObjectionCard]:
    cases = {objection.notice.case_id: objection.notice.case for objection in objections}
    shown = {card.case.pk: card for card in case_queue.cards(reader, list(cases.values()))}
    rows = Objection.objects.open().filter(notice__case__in=cases).order_by()
    counts = dict(rows.values_list("notice__case").annotate(Count("pk")))
    said: dict[int, list[Objection]] = {}
    place = Window(RowNumber(), partition_by=F("notice__case"), order_by=F("pk").asc())
    for row in rows.annotate(place=place).filter(place__lte=SHOWN).select_related("notice").order_by("pk"):
        said.setdefault(row.notice.case_id, []).append(row)
    return [
        ObjectionCard(
            said.get(objection.notice.case_id, [objection]),
            max(counts.get(objection.notice.case_id, 0) - SHOWN, 0),
            shown[objection.notice.case_id],
            objection.notice.case.decided_by_id == reader.pk,
        )
        for objection in objections
    ]


def decides(outcome: Objection.Outcome) -> Callable[[User, Objection, str], LogEntry | None]:
    def decide(by: User, objection: Objection, words: str) -> LogEntry | None:
        deciding.decide_objection(by, objection.pk, outcome, words)
        return None

    return decide


def decided_by(reader: Reader, objection_id: int) -> User | None:
    found = (
        visible(reader).filter(pk=objection_id).exclude(decided_at=None).select_related("decided_by").first()
    )
    return found.decided_by if found else None


FOR_STANDING = (
    ReadyReason("same", _("We looked at it again and came to the same result")),
    ReadyReason("nothing-new", _("The objection says nothing new")),
)
FOR_AGAIN = (
    ReadyReason("overlooked", _("We overlooked something")),
    ReadyReason("new", _("The objection says something new")),
)
TOLD = _("Everyone who objected to it is told the reason.")

OBJECTIONS = Source(
    name="objections",
    label=_("Objection to a decision about illegal content"),
    open_to=open_to,
    since="created_at",
    template="illegal_content/_objection_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="stands",
            label=_("The decision stands"),
            title=_("The decision stands"),
            effect=_("Whoever objected is told so, with your reason."),
            done=_("Whoever objected is told that the decision stands."),
            decide=decides(Objection.Outcome.STANDS),
            reasons=FOR_STANDING,
            told=TOLD,
        ),
        Decision(
            name="again",
            label=_("Decide again"),
            title=_("Decide this report again"),
            effect=_("The report comes back into the queue. Whoever objected is told so, with your reason."),
            done=_("The report is in the queue again."),
            decide=decides(Objection.Outcome.AGAIN),
            reasons=FOR_AGAIN,
            told=TOLD,
        ),
    ),
    decided_by=decided_by,
)
