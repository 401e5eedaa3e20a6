"""Lists of topics in the order that the reader chooses, and filtered by a tag: `?tag=bicycles&sort=replies`."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.pages.addresses import at_address_or_404
from forum.topics.models import ORDERS, Tag

USUAL = "activity"
LABELS = {"start": _("Start date"), "replies": _("Replies"), "views": _("Views"), USUAL: _("Last post")}
HINTS = {
    "start": _("Newest topics first"),
    "replies": _("Most replies first"),
    "views": _("Most views first"),
    USUAL: _("Latest posts first"),
}


@dataclass(frozen=True)
class SortLink:
    name: str
    label: str
    hint: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Sorting:
    """How the list of topics at `path` is sorted and filtered, and the addresses of the other ways."""

    path: str
    order: str
    tag: Tag | None = None

    @classmethod
    def of(cls, request: HttpRequest, path: str) -> Self:
        """What the query asks for; raise Http404 for an order or a tag that there is not."""
        slug = request.GET.get("tag")
        tag = None if slug is None else at_address_or_404(Tag.objects.all(), slug)
        return cls(path, order_in_query(request), tag)

    @property
    def is_usual(self) -> bool:
        return self.order == USUAL

    @property
    def query(self) -> str:
        return _query(self.tag.slug if self.tag else None, self.order)

    def address(self, tag_slug: str | None) -> str:
        """The list in the same order with another tag, or with all of them."""
        return _address(self.path, _query(tag_slug, self.order))

    @property
    def without_tag(self) -> str:
        return self.address(None)

    def canonical(self, page: int) -> str:
        """The address under which search engines know this list: in its usual order."""
        query = _query(self.tag.slug if self.tag else None, USUAL)
        if self.is_usual and page > 1:
            query = f"{query}&page={page}" if query else f"page={page}"
        return _address(self.path, query)

    @property
    def links(self) -> list[SortLink]:
        slug = self.tag.slug if self.tag else None
        return [
            SortLink(
                name,
                str(label),
                str(HINTS[name]),
                _address(self.path, _query(slug, name)),
                name == self.order,
            )
            for name, label in LABELS.items()
        ]


def order_in_query(request: HttpRequest) -> str:
    order = request.GET.get("sort", USUAL)
    if order not in ORDERS:
        raise Http404
    return order


def _query(tag_slug: str | None, order: str) -> str:
    parts = {"tag": tag_slug} if tag_slug else {}
    return urlencode(parts | ({} if order == USUAL else {"sort": order}))


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
