"""Lists of topics in the order that the reader chooses, and filtered: `?board=tools&tag=bicycles&sort=replies`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.pages.addresses import at_address_or_404
from forum.topics.models import Tag
from forum.topics.orders import ORDERS

USUAL = "activity"
LABELS = {"start": _("Start date"), "replies": _("Replies"), "views": _("Views"), USUAL: _("Last post")}
HINTS = {
    "start": _("Newest topics first"),
    "replies": _("Most replies first"),
    "views": _("Most views first"),
    USUAL: _("Latest posts first"),
}
MOST_TAGS = 5  # as a topic can have
SOLVED = {"yes": _("Solved"), "no": _("Unsolved")}


@lru_cache(1_000)
def _encoded(parts: tuple[tuple[str, str], ...]) -> str:
    return urlencode(parts)


@dataclass(frozen=True)
class SortLink:
    name: str
    label: str
    hint: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class SolvedLink:
    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class TagToDrop:
    tag: Tag
    address: str  # of the list without it


@dataclass(frozen=True)
class Sorting:
    """How the list of topics at `path` is sorted and filtered, and the addresses of the other ways."""

    path: str
    order: str = USUAL
    tags: tuple[Tag, ...] = ()
    board: Board | None = None
    solved: str = ""  # "yes" and "no" show solved and unsolved topics alone
    choice: tuple[str, str] | None = None  # which of several lists at one address, as in ("period", "month")

    @classmethod
    def of(cls, request: HttpRequest, path: str) -> Self:
        """What the query asks for; raise Http404 for an order or a tag that there is not."""
        return cls(path, order_in_query(request), tags_in_query(request), solved=solved_in_query(request))

    @property
    def is_usual(self) -> bool:
        return self.order == USUAL

    @property
    def is_filtered(self) -> bool:
        return bool(self.tags or self.board or self.solved)

    @property
    def is_aside(self) -> bool:
        """Whether it is another view of a list that search engines know already."""
        return self.is_filtered or not self.is_usual

    @property
    def query(self) -> str:
        return self._query_with(tag.slug for tag in self.tags)

    def _query_with(self, tags: Iterable[str]) -> str:
        parts = [self.choice] if self.choice else []
        parts += [("board", self.board.slug)] if self.board else []
        parts += [("tag", slug) for slug in tags]
        parts += [("solved", self.solved)] if self.solved else []
        parts += [] if self.is_usual else [("sort", self.order)]
        return _encoded(tuple(parts))

    @property
    def address(self) -> str:
        query = self.query
        return f"{self.path}?{query}" if query else self.path

    def page_address(self, number: int) -> str:
        if number == 1:
            return self.address
        return f"{self.address}{'&' if self.query else '?'}page={number}"

    def with_tag(self, slug: str) -> str:
        """The list in the same order with one more tag."""
        return f"{self.path}?{self._query_with((*(tag.slug for tag in self.tags), slug))}"

    @property
    def tags_to_drop(self) -> list[TagToDrop]:
        return [
            TagToDrop(tag, replace(self, tags=tuple(other for other in self.tags if other != tag)).address)
            for tag in self.tags
        ]

    @property
    def without_board(self) -> str:
        return replace(self, board=None).address

    @property
    def solved_links(self) -> list[SolvedLink]:
        """The ways to see solved or unsolved topics alone; the chosen one leads back."""
        return [
            SolvedLink(
                str(label),
                replace(self, solved="" if value == self.solved else value).address,
                value == self.solved,
            )
            for value, label in SOLVED.items()
        ]

    @property
    def unfiltered(self) -> str:
        """The list in the same order, of all topics."""
        return replace(self, tags=(), board=None, solved="").address

    def canonical(self, page: int) -> str:
        """The address under which search engines know this list: in its usual order."""
        return replace(self, order=USUAL).page_address(page if self.is_usual else 1)

    @property
    def links(self) -> list[SortLink]:
        return [
            SortLink(
                name,
                str(label),
                str(HINTS[name]),
                replace(self, order=name).address,
                name == self.order,
            )
            for name, label in LABELS.items()
        ]


def order_in_query(request: HttpRequest) -> str:
    order = request.GET.get("sort", USUAL)
    if order not in ORDERS:
        raise Http404
    return order


def solved_in_query(request: HttpRequest) -> str:
    solved = request.GET.get("solved", "")
    if solved and solved not in SOLVED:
        raise Http404
    return solved


def tags_in_query(request: HttpRequest) -> tuple[Tag, ...]:
    """The tags that topics must all have; raise Http404 for one that there is not, or for too many."""
    slugs = list(dict.fromkeys(request.GET.getlist("tag")))
    if len(slugs) > MOST_TAGS:
        raise Http404
    return unique(at_address_or_404(Tag.objects.all(), slug) for slug in slugs)


def unique(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """The same tags, each once: an earlier address of one may stand beside the present one."""
    return tuple(dict.fromkeys(tags))
