"""What was asked for in the last day, added up: by kind of page, or by family of agents."""

import time
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from forum.traffic.counting import COLUMNS, HOUR
from forum.traffic.families import FAMILIES
from forum.traffic.kinds import KINDS
from forum.traffic.models import TrafficHour

HOURS = 24


@dataclass(frozen=True)
class Line:
    """One row of a table. `label` is None in the sum of all."""

    name: str
    label: Any
    requests: int = 0
    hits: int = 0
    bytes: int = 0
    microseconds: int = 0
    busy: int = 0
    limited: int = 0

    @property
    def hit_share(self) -> float:
        return 100 * self.hits / self.requests if self.requests else 0.0

    @property
    def seconds(self) -> float:
        return self.microseconds / 1e6

    @property
    def milliseconds_each(self) -> float:
        return self.microseconds / 1e3 / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class LastDay:
    kinds: list[Line]
    families: list[Line]
    total: Line


def last_day(family: str = "") -> LastDay:
    """Kinds only as this family asked for them, where one is named; families always of all."""
    rows = TrafficHour.objects.filter(hour__gt=int(time.time()) // HOUR - HOURS)
    families = _lines(rows, "family", FAMILIES)
    kinds = _lines(rows.filter(family=family) if family else rows, "kind", KINDS)
    return LastDay(kinds, families, _sum_of(kinds))


def _lines(rows: QuerySet[TrafficHour], column: str, labels: dict[str, Any]) -> list[Line]:
    """Those that there were, in the order of the labels. What an older version counted may have no label."""
    sums = {column: Sum(column) for column in COLUMNS}
    found = {row.pop(column): row for row in rows.order_by().values(column).annotate(**sums)}
    names = [name for name in labels if name in found]
    return [Line(name, labels[name], **found[name]) for name in names]


def _sum_of(lines: list[Line]) -> Line:
    return Line("", None, **{name: sum(getattr(line, name) for line in lines) for name in COLUMNS})
