"""Pages of lists: numbered ones with links to the others, or one after another from the newest row on."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from forum.pages.addresses import row_number


class BeyondLast(Exception):
    """A page after the last one is asked for; `last` is the last one's address."""

    def __init__(self, last: str) -> None:
        super().__init__(last)
        self.last = last


def page_number(request: HttpRequest) -> int:
    """Return the page in `?page=`, or 1 without one; raise Http404 for anything else."""
    return number_in_query(request, "page") or 1


def number_in_query(request: HttpRequest, name: str) -> int | None:
    """Return a number from 1 up, or None if the query does not have it; raise Http404 for anything else."""
    values = request.GET.getlist(name)
    if not values:
        return None
    number = row_number(values[0]) if len(values) == 1 and len(values[0]) <= 9 else None
    if not number:
        raise Http404
    return number


def pages_for(rows: int, size: int) -> int:
    """Return how many pages of this size so many rows fill, at least one."""
    return max(math.ceil(rows / size), 1)


@dataclass(frozen=True)
class Pages:
    """One page among the pages of a list at `path`, with the filter in `query`.

    Raise BeyondLast if there are fewer.
    """

    path: str
    number: int
    count: int
    size: int
    query: str = ""  # as in "tag=bicycles"

    @classmethod
    def of(cls, request: HttpRequest, path: str, rows: int, size: int, query: str = "") -> Self:
        """The requested page of so many rows."""
        return cls(path, page_number(request), pages_for(rows, size), size, query)

    def __post_init__(self) -> None:
        if self.number > self.count:
            raise BeyondLast(self.address(self.count))

    def address(self, number: int) -> str:
        parts = [self.query] if self.query else []
        parts += [f"page={number}"] if number > 1 else []
        return f"{self.path}?{'&'.join(parts)}" if parts else self.path

    @property
    def slice(self) -> slice:
        """Which rows of the list stand on this page."""
        first = (self.number - 1) * self.size
        return slice(first, first + self.size)

    @property
    def here(self) -> str:
        return self.address(self.number)

    @property
    def previous(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        return self.address(self.number + 1) if self.number < self.count else None

    @property
    def links(self) -> Iterator[tuple[int, str] | None]:
        """First, last and those around here, with None for each gap."""
        numbers = Paginator(range(self.count), per_page=1)
        for number in numbers.get_elided_page_range(self.number, on_each_side=2, on_ends=1):
            yield (number, self.address(number)) if isinstance(number, int) else None


@dataclass(frozen=True)
class NewestFirst:
    """A page of rows, newest first, from the newest on or from an older one on."""

    rows: list[Any]
    is_first: bool
    before: int | None  # the row behind which the next page begins; None on the last one

    @classmethod
    def of(cls, request: HttpRequest, rows: QuerySet[Any], moment: str, size: int) -> Self:
        """The page that `?before=` asks for, by the column of the time. No page costs more than the first."""
        before = request.GET.get("before")
        if before is not None:
            rows = older(rows, before, moment)
        return cls.from_newest(
            list(rows.order_by(f"-{moment}", "-pk")[: size + 1]), size, is_first=before is None
        )

    @classmethod
    def from_newest(cls, rows: list[Any], size: int, *, is_first: bool = True) -> Self:
        """The page of these rows, of which one more than it shows has been read."""
        return cls(rows[:size], is_first, rows[size - 1].pk if len(rows) > size else None)


def older(rows: QuerySet[Any], before: str, moment: str) -> QuerySet[Any]:
    # Looked for among what the reader sees: the answer must not tell that there is something else.
    then = rows.filter(pk=row_number(before) or 0).values_list(moment, flat=True).first()
    if then is None:
        raise Http404
    is_older = Q(**{f"{moment}__lt": then}) | Q(**{moment: then}, pk__lt=row_number(before))
    # The first says nothing new, but an index can begin at it: an OR is looked at row by row, from the newest on.
    return rows.filter(Q(**{f"{moment}__lte": then}) & is_older)
