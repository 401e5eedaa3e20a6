from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.pages.tags.forms import BETWEEN
from forum.search.engines import Order

FILTERS = ("author", "board", "tag", "topic", "after", "before", "in", "has", "is")
SORTS: dict[Order, str | Promise] = {"relevance": _("Best match"), "date": _("Newest")}
LONGEST_VALUE = 400  # characters, and no more values of one field than:
MOST_VALUES = 10


@dataclass(frozen=True)
class Asked:
    """What the address of a search asks for: the text, the filters that are set, and the order."""

    text: str
    filters: dict[str, list[str]]
    order: Order

    @classmethod
    def of(cls, sent: QueryDict) -> Self:
        """Raise Http404 for an order that there is not."""
        sort = sent.get("sort") or "relevance"
        order = next((order for order in SORTS if order == sort), None)
        if order is None:
            raise Http404
        filters = {name: values for name in FILTERS if (values := values_of(sent, name))}
        # One character more than is read, so that the query can say so.
        return cls((sent.get("q") or "").strip()[: LONGEST_VALUE + 1], filters, order)

    def address(self, *, without: tuple[str, ...] = (), **changes: str) -> str:
        """The same search with other values, or without these filters; always from its first page on."""
        kept = {name: values for name, values in self.filters.items() if name not in without}
        asked: dict[str, str | list[str]] = {"q": self.text, "sort": self.order, **kept, **changes}
        if asked["sort"] == "relevance":
            del asked["sort"]
        query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return f"{reverse('search')}?{query}" if query else reverse("search")

    @property
    def is_any(self) -> bool:
        return bool(self.text or self.filters)

    @property
    def is_place_only(self) -> bool:
        """Whether it only says where to search: so come those who are about to type what for."""
        return not self.text and self.filters.keys() <= {"topic", "board"}

    @property
    def is_narrowed(self) -> bool:
        """Whether a field is set that folds away."""
        return bool(self.filters.keys() - {"topic"})

    @property
    def is_sorted(self) -> bool:
        return self.order != "relevance"

    @property
    def query(self) -> str:
        """As a query, for the links to further pages."""
        return self.address().partition("?")[2]

    @property
    def without_filters(self) -> str:
        return self.address(without=FILTERS)

    @property
    def everywhere(self) -> str:
        return self.address(without=("topic",))

    @property
    def sort_links(self) -> list[tuple[str | Promise, str, bool]]:
        return [(words, self.address(sort=order), order == self.order) for order, words in SORTS.items()]


def values_of(sent: QueryDict, name: str) -> list[str]:
    values = sent.getlist(name)[:MOST_VALUES]
    if name == "tag":
        values = [tag for value in values for tag in BETWEEN.split(value)][:MOST_VALUES]
    values = [value.strip()[:LONGEST_VALUE] for value in values]
    return [value for value in values if value]
