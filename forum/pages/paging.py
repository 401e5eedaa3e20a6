"""Pages of lists and topics: which one is asked for, and the links to the others."""

import math
from dataclasses import dataclass

from django.http import Http404

AROUND = 2


def pages_for(rows: int, size: int) -> int:
    """How many pages of this size so many rows fill: one, where there are none."""
    return max(math.ceil(rows / size), 1)


class BeyondLast(Exception):
    """A page after the last one is asked for; `last` is the last one's address."""

    def __init__(self, last: str):
        super().__init__(last)
        self.last = last


def page_number(request, name: str = "page") -> int:
    """The page asked for; anything that is no page is a 404, never quietly page 1."""
    return asked_number(request, name) or 1


def asked_number(request, name: str) -> int | None:
    """A number from 1 up in the query, or None where there is no such word in it; a 404 for anything else."""
    asked = request.GET.getlist(name)
    if not asked:
        return None
    if len(asked) > 1 or not (asked[0].isascii() and asked[0].isdecimal() and 1 <= len(asked[0]) <= 9):
        raise Http404
    if int(asked[0]) < 1:
        raise Http404
    return int(asked[0])


@dataclass(frozen=True)
class Pages:
    """Where we are among the pages of something that lives at `path`, seen through the filter in `query`.

    Raises BeyondLast where there are fewer.
    """

    path: str
    number: int
    count: int
    query: str = ""  # as in "tag=bicycles"

    def __post_init__(self):
        if self.number > self.count:
            raise BeyondLast(self.address(self.count))

    def address(self, number: int) -> str:
        parts = [self.query] if self.query else []
        parts += [f"page={number}"] if number > 1 else []
        return f"{self.path}?{'&'.join(parts)}" if parts else self.path

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
    def links(self) -> list[tuple[int, str] | None]:
        """First, last and those around here, with None for each gap."""
        near = range(self.number - AROUND, self.number + AROUND + 1)
        shown = sorted({1, self.count, *(n for n in near if 1 <= n <= self.count)})
        links: list[tuple[int, str] | None] = []
        for number in shown:
            if links and links[-1] and number > links[-1][0] + 1:
                links.append(None)
            links.append((number, self.address(number)))
        return links
