"""Reports of illegal content in the queue, before all else: their category, their age, and what can be decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.illegal_content import deciding
from forum.illegal_content.models import Case, Notice
from forum.legal_holds.models import LegalHold
from forum.moderation.log import moderates_members
from forum.moderation.models import LogEntry
from forum.moderation.own_items import author_of, without_own
from forum.moderation.queue import Decision, Source
from forum.moderation.reasons import FOR_REMOVING, ReadyReason
from forum.moderation.records import Record, records_of
from forum.moderation.reported_texts import first_texts, html_of
from forum.site.models import SiteSettings

SHOWN = 5  # notices of a case
THINGS = ("post__topic__board", "post__author", "topic__board", "topic__author", "member")


@dataclass(frozen=True)
class CaseCard:
    case: Case
    notices: list[Notice]
    more: int  # how many notices are not shown
    html: str  # sanitised, of what was written
    author: User
    record: Record
    is_overdue: bool
    is_held: bool
    hold_address: str  # for administrators
    is_own: bool  # the reader wrote it

    @property
    def is_removed(self) -> bool:
        thing = self.case.thing
        return not isinstance(thing, User) and thing.is_removed


def open_to(reader: Reader) -> QuerySet[Case]:
    """What is removed already is decided all the same: whoever reported it gets an answer."""
    seen = Case.objects.queued().visible_to(reader, sees_members=moderates_members(reader))
    return without_own(seen.select_related(*THINGS), reader)


def held_back(reader: Reader) -> QuerySet[Case]:
    seen = Case.objects.held_back().visible_to(reader, sees_members=moderates_members(reader))
    return without_own(seen, reader)


def decided(reader: Reader) -> QuerySet[Case]:
    """The latest first."""
    cases = Case.objects.visible_to(reader, sees_members=moderates_members(reader)).exclude(decided_at=None)
    return cases.select_related(*THINGS, "decided_by").order_by("-decided_at", "-pk")


def cards(reader: User, cases: Sequence[Case]) -> list[CaseCard]:
    """In a number of queries that is the same for few and many."""
    authors = {case.pk: author_of(case.thing) for case in cases}
    records = records_of(reader, authors.values())
    notices, counts = first_notices(cases)
    texts = first_texts(cases)
    held = LegalHold.objects.active().values_list("post", "topic", "member")
    on_hold = {
        (name, pk) for row in held for name, pk in zip(("post", "topic", "member"), row, strict=True) if pk
    }
    limit = timezone.now() - timedelta(hours=SiteSettings.current().notice_hours)
    return [
        CaseCard(
            case,
            notices.get(case.pk, []),
            counts.get(case.pk, 0) - len(notices.get(case.pk, [])),
            html_of(reader, case, texts),
            authors[case.pk],
            records[authors[case.pk].pk],
            case.opened_at < limit,
            place_of(case) in on_hold,
            reverse("moderate-hold", args=place_of(case)) if reader.is_superuser else "",
            authors[case.pk].pk == reader.pk,
        )
        for case in cases
    ]


def place_of(case: Case) -> tuple[str, int]:
    for name, pk in (("post", case.post_id), ("topic", case.topic_id)):
        if pk:
            return name, pk
    return "member", case.member_id or 0


def first_notices(cases: Sequence[Case]) -> tuple[dict[int, list[Notice]], dict[int, int]]:
    """The notices to show of each, the proven ones first, and how many there are: a flood may bring a thousand."""
    rows = Notice.objects.filter(case__in=cases).order_by()
    counts = dict(rows.values_list("case").annotate(Count("pk")))
    found: dict[int, list[Notice]] = {case.pk: [] for case in cases}
    order = (F("is_proven").desc(), F("created_at").asc(), F("pk").asc())
    place = Window(RowNumber(), partition_by=F("case"), order_by=order)
    for notice in rows.annotate(place=place).filter(place__lte=SHOWN).order_by("case", "place"):
        found[notice.case_id].append(notice)
    return found, counts


def decides(outcome: Case.Outcome) -> Callable[..., LogEntry | None]:
    def decide(by: User, case: Case, words: str, **cited: Any) -> LogEntry | None:
        return deciding.decide(by, case.pk, outcome, words, **cited)

    return decide


def decided_by(reader: Reader, case_id: int) -> User | None:
    seen = Case.objects.visible_to(reader, sees_members=moderates_members(reader))
    case = seen.filter(pk=case_id).exclude(decided_at=None).select_related("decided_by").first()
    return case.decided_by if case else None


FOR_ILLEGAL = (
    ReadyReason("illegal-here", _("It is illegal where this forum is run")),
    ReadyReason("rights", _("It violates someone’s rights")),
    ReadyReason("danger", _("It puts someone in danger")),
)
FOR_RULES = tuple(reason for reason in FOR_REMOVING if not reason.withholds)
FOR_NOTHING = (
    ReadyReason("lawful", _("What it says is lawful")),
    ReadyReason("unclear", _("The report doesn’t say what would be illegal about it")),
    ReadyReason("not-there", _("What the report describes isn’t there")),
    ReadyReason("wrong-place", _("This is a matter for a court, which has not decided")),
)
TOLD = _("The author and everyone who reported it are told the reason.")

CASES = Source(
    name="illegal",
    label=_("Illegal content"),
    open_to=open_to,
    since="opened_at",
    first="is_urgent",
    template="illegal_content/_case_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="illegal",
            label=_("Remove as illegal"),
            title=_("Remove this as illegal"),
            effect=_(
                "It is removed, and its author can’t read it any more either. Administrators can restore it."
            ),
            done=_("Removed as illegal. Everyone who reported it is told."),
            decide=decides(Case.Outcome.ILLEGAL),
            reasons=FOR_ILLEGAL,
            cites=True,
            told=TOLD,
            key="x",
        ),
        Decision(
            name="rules",
            label=_("Remove by the rules"),
            title=_("Remove this by the rules of the forum"),
            effect=_("It isn’t found illegal, but removed as other posts are. Its author can still read it."),
            done=_("Removed. Everyone who reported it is told."),
            decide=decides(Case.Outcome.RULES),
            reasons=FOR_RULES,
            cites=True,
            told=TOLD,
        ),
        Decision(
            name="nothing",
            label=_("Nothing illegal found"),
            title=_("Nothing illegal found"),
            effect=_("It stays as it is. Everyone who reported it gets your answer, and can object once."),
            done=_("Decided. Everyone who reported it is told."),
            decide=decides(Case.Outcome.NOTHING),
            reasons=FOR_NOTHING,
            told=_("Everyone who reported it is told the reason."),
            key="d",
        ),
    ),
    decided_by=decided_by,
)
