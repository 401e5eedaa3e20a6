"""How the forum was moderated, month by month, as the law asks for it in some places and as an owner wants to know.

A room above that has something to count registers it: `figures.register(Figure(...))` in its `ready()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.moderation import acts
from forum.moderation.models import LogEntry
from forum.reports.models import Report, Reporting

Words = str | Promise
Cells = dict[date, int | float]


@dataclass(frozen=True)
class Row:
    """One figure for each month; months without any have none."""

    words: Words
    cells: Cells
    unit: Words = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Rows of the table, of what happened from one moment on. Takes a fixed number of queries."""

    heading: Words
    rows: Callable[[datetime], Iterable[Row]]


@dataclass(frozen=True)
class Section:
    heading: Words
    rows: list[Row] = field(default_factory=list)


TABLE: list[Figure] = []


def register(*figures: Figure) -> None:
    for figure in figures:
        if figure not in TABLE:
            TABLE.append(figure)


def months_until(now: datetime, count: int) -> list[date]:
    """The first days of so many months, this month's first."""
    first = timezone.localtime(now).date().replace(day=1)
    months = [first]
    while len(months) < count:
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months


def sections(since: datetime) -> list[Section]:
    return [Section(figure.heading, list(figure.rows(since))) for figure in TABLE]


def by_month(rows: QuerySet[Any], moment: str, *by: str) -> list[tuple[Any, ...]]:
    """Rows of month, the columns in `by`, and their count."""
    found = (
        rows.annotate(month=TruncMonth(moment)).order_by().values_list("month", *by).annotate(n=Count("pk"))
    )
    return [(month.date(), *rest) for month, *rest in found]


def cells_by_name(rows: Iterable[tuple[Any, ...]]) -> dict[str, Cells]:
    named: dict[str, Cells] = {}
    for month, name, count in rows:
        cells = named.setdefault(str(name), {})
        cells[month] = cells.get(month, 0) + count
    return named


def reports(since: datetime) -> list[Row]:
    rows = by_month(Reporting.objects.filter(created_at__gte=since), "created_at", "reason")
    return [Row(name, cells) for name, cells in sorted(cells_by_name(rows).items())]


def outcomes(since: datetime) -> list[Row]:
    labels = dict(Report.Outcome.choices)
    rows = by_month(Report.objects.filter(closed_at__gte=since), "closed_at", "outcome")
    return [Row(labels.get(name, name), cells) for name, cells in sorted(cells_by_name(rows).items())]


def acts_of_moderators(since: datetime) -> list[Row]:
    words = {name: str(act.label) for (_on, name), act in acts.TABLE.items()}
    entries = LogEntry.objects.filter(created_at__gte=since).exclude(act__in=acts.secret())
    rows = by_month(entries, "created_at", "act")
    named = cells_by_name((month, words.get(name, name), count) for month, name, count in rows)
    return [Row(name, cells) for name, cells in sorted(named.items())]


def shares(since: datetime) -> list[Row]:
    """How much of it the forum did by itself, in per cent."""
    entries = LogEntry.objects.filter(created_at__gte=since)
    every = dict(by_month(entries, "created_at"))
    own = dict(by_month(entries.filter(by=None), "created_at"))
    cells: Cells = {month: round(100 * own.get(month, 0) / count) for month, count in every.items()}
    return [Row(_("Done automatically"), cells, "%")]


def times(since: datetime) -> list[Row]:
    closed = Report.objects.filter(closed_at__gte=since)
    return [
        Row(
            _("Median time from a report to its decision"),
            median_hours(closed, "opened_at", "closed_at"),
            _("hours"),
        )
    ]


def median_hours(rows: QuerySet[Any], began: str, ended: str) -> Cells:
    """By the month in which they ended: half of these rows took no longer from one moment to the other."""
    spans: dict[date, list[float]] = {}
    for ended_at, took in rows.annotate(took=F(ended) - F(began)).values_list(ended, "took").iterator():
        month = timezone.localtime(ended_at).date().replace(day=1)
        spans.setdefault(month, []).append(took.total_seconds() / 3600)
    return {month: round(median(hours), 1) for month, hours in spans.items()}


register(
    Figure(heading=gettext_lazy("Reports, by reason"), rows=reports),
    Figure(heading=gettext_lazy("Reports that were decided"), rows=outcomes),
    Figure(heading=gettext_lazy("Acts"), rows=acts_of_moderators),
    Figure(heading=gettext_lazy("Automatic"), rows=shares),
    Figure(heading=gettext_lazy("How long it took"), rows=times),
)
