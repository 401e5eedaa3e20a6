"""The table of what moderators have to look at: each source has items, and decisions about them.

The page, the count in the header and the notice about what waits long read it. `report_queue` and `approval_queue` have
those that come with the forum; an installed app adds its own by `queue.register(Source(...))` in its `ready()`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Count, Min, Model, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.jobs.enqueuing import enqueue
from forum.moderation.models import LogEntry, QueueAssignment
from forum.moderation.reasons import ReadyReason
from forum.refusals import Refusal

LATE = timedelta(days=1)
GIVEN = "queue.given"
AUTHOR_TOLD = _("The author is told the reason.")
Row = TypeVar("Row", bound=Model)
Words = str | Promise


class AlreadyDecided(Refusal):
    """Another moderator was quicker, or there is nothing left to decide."""

    code = "already_decided"
    sentence = _("This was already decided.")
    sentence_with_name = _("%(name)s has already decided this.")

    def __init__(self, by: User | None = None) -> None:
        super().__init__(self.sentence_with_name % {"name": by.name} if by else "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Decision(Generic[Row]):
    """Takes who decides, the item, and what was written; returns the log entry, if there is one to undo.

    One that `cites` takes the rule, the note for staff and the step as well, as acts do, and its page asks for them.
    It takes whether the chosen reason counts as spam, too.

    Raise AlreadyDecided, or another Refusal, or PermissionDenied: it reads the item and the permissions anew.
    """

    do_not_call_in_templates: ClassVar[bool] = True

    name: str
    label: Words
    done: Words
    decide: Callable[..., LogEntry | None]
    is_good: bool = False
    # Without reasons it is done by a button; with them it has a page that asks for one.
    reasons: tuple[ReadyReason, ...] = ()
    title: Words = ""
    effect: Words = ""
    told: Words = AUTHOR_TOLD
    cites: bool = False
    key: str = ""  # that presses the button
    is_for_many: bool = False  # offered for many alike items at once


@dataclass(frozen=True, kw_only=True, eq=False)
class Source(Generic[Row]):
    """`open_to` returns the open items that this moderator may see, `cards` what the template shows of some of them."""

    name: str
    label: Words
    open_to: Callable[[Reader], QuerySet[Row]]
    since: str  # the column that says since when they wait
    template: str
    cards: Callable[[User, Sequence[Row]], Sequence[Any]]
    decisions: tuple[Decision[Row], ...]
    decided_by: Callable[[Reader, int], User | None]
    first: str = ""  # a column of those that come before all else, if there are such
    answer_label: Words = ""  # of what may be written beside the buttons, if anything
    # What each of these items has in common with others, the closest first, and how one of many is shown in a line.
    likenesses: "Callable[[Sequence[Row]], Sequence[Sequence[Likeness]]] | None" = None
    lines: "Callable[[User, Sequence[Row]], Sequence[Line]] | None" = None
    has_texts: bool = True  # of members, after whom one may clean up

    def is_first(self, row: Row) -> bool:
        return bool(self.first and getattr(row, self.first))

    def decision(self, name: str) -> Decision[Row] | None:
        return next((decision for decision in self.decisions if decision.name == name), None)


class Likeness(NamedTuple):
    """What an item has in common with others: items of the same kind and key are alike."""

    kind: str
    key: str
    words: Words


class Line(NamedTuple):
    """One of many alike items, in short."""

    author: User
    title: str
    excerpt: str
    reasons: Sequence[str]


class Item(NamedTuple):
    source: Source[Any]
    row: Any
    since: datetime
    card: Any
    assigned: QueueAssignment | None

    @property
    def is_late(self) -> bool:
        return self.since < timezone.now() - LATE


@dataclass(frozen=True)
class Waiting:
    count: int
    oldest: datetime | None


TABLE: dict[str, Source[Any]] = {}


def register(*sources: Source[Any]) -> None:
    for source in sources:
        if source.name in TABLE:
            raise ValueError(f"There is a source {source.name} already.")
        TABLE[source.name] = source


def waiting_for(reader: Reader) -> Waiting:
    """How much there is for this moderator to decide, and since when: one query for all sources."""
    sums = [
        source.open_to(reader)
        .order_by()
        .values(one_group=Value("all"))
        .annotate(n=Count("pk", distinct=True), oldest=Min(source.since))
        .values_list("n", "oldest")
        for source in TABLE.values()
    ]
    found = list(sums[0].union(*sums[1:], all=True)) if sums else []
    return Waiting(
        sum(n for n, _oldest in found), min((oldest for _n, oldest in found if oldest), default=None)
    )


def items_for(
    reader: User, most: int, without: Collection[tuple[str, int]] = (), *, sources: Sequence[str] = ()
) -> list[Item]:
    """The items that wait longest, the oldest first, behind those that come before all else.

    `without`: those that are shown together with others. `sources`: the names of those asked for; else all.
    """
    found: list[tuple[datetime, Source[Any], Any]] = []
    asked = [source for source in TABLE.values() if not sources or source.name in sources]
    for source in asked:
        elsewhere = [number for name, number in without if name == source.name]
        order = [f"-{source.first}"] if source.first else []
        rows = source.open_to(reader).exclude(pk__in=elsewhere).order_by(*order, source.since, "pk")[:most]
        found += [(getattr(row, source.since), source, row) for row in rows]
    found = sorted(found, key=lambda each: (not each[1].is_first(each[2]), each[0]))[:most]
    cards: dict[tuple[str, int], Any] = {}
    for source in asked:
        rows_of_source = [row for _since, of, row in found if of is source]
        shown = source.cards(reader, rows_of_source) if rows_of_source else []
        cards |= {(source.name, row.pk): card for row, card in zip(rows_of_source, shown, strict=True)}
    assigned = assignments([(source.name, row.pk) for _since, source, row in found])
    return [
        Item(source, row, since, cards[source.name, row.pk], assigned.get((source.name, row.pk)))
        for since, source, row in found
    ]


def assignments(keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], QueueAssignment]:
    rows = QueueAssignment.objects.filter(item__in={item for _source, item in keys}).select_related("member")
    return {(row.source, row.item): row for row in rows} if keys else {}


def assign(by: User, source: Source[Any], item: int) -> User:
    """Take an item upon oneself, unless somebody has already; return who has it."""
    row, _is_new = QueueAssignment.objects.get_or_create(
        source=source.name, item=item, defaults={"member": by}
    )
    return row.member


@transaction.atomic
def give(by: User, source: Source[Any], item: int, to: User) -> None:
    """Let another moderator have it, whoever has it now, and tell them. The caller has asked whether they see it."""
    facts = {"member": to, "at": timezone.now()}
    QueueAssignment.objects.update_or_create(source=source.name, item=item, defaults=facts)
    if to.pk != by.pk:
        enqueue(GIVEN, source=source.name, item=item, member_id=to.pk, by_id=by.pk)


def release(by: User, source: Source[Any], item: int) -> bool:
    """Give it back, whoever has it."""
    return bool(QueueAssignment.objects.filter(source=source.name, item=item).delete()[0])


def decide(
    by: User, source: Source[Row], row: Row, decision: Decision[Row], words: str, **cited: Any
) -> LogEntry | None:
    """Raise what the decision raises. What is cited reaches those decisions alone that cite."""
    entry = decision.decide(by, row, words, **(cited if decision.cites else {}))
    QueueAssignment.objects.filter(source=source.name, item=row.pk).delete()
    return entry
