"""The form of the search page: a field for each operator that one can also type. They fold away below the words."""

from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader
from forum.pages.boards.kept_tree import tree_for
from forum.pages.kept_parts import kept_part
from forum.pages.search.asked import Asked
from forum.search.query import Query

MOST_BOARDS = 200  # in a list; where there are more, one is typed
INDENT = "\u2003"
HAS: list[tuple[str, str | Promise]] = [("code", _("Code")), ("link", _("Links")), ("image", _("Pictures"))]
STATES: list[tuple[str, str | Promise]] = [
    ("locked", _("Locked")),
    ("pinned", _("Pinned")),
    ("solved", _("Solved")),
]
OWN_STATES: list[tuple[str, str | Promise]] = [("unread", _("Unread")), ("followed", _("Followed by you"))]
PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
SCOPE: list[tuple[str, str | Promise]] = [("title", _("Titles only"))]


class DayInput(forms.DateInput):
    input_type = "date"


@dataclass(frozen=True)
class Fields:
    """All that the fields show: what an address asks for, as it is written there, and what of it made no sense."""

    filters: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[tuple[str, tuple[str, ...]], ...]
    is_member: bool
    boards: tuple[tuple[str, str], ...] | None  # to choose from; None where there are too many

    @classmethod
    def of(cls, asked: Asked, reader: Reader, query: Query) -> Self:
        tree = tree_for(reader)
        is_short = len(tree.boards) <= MOST_BOARDS
        return cls(
            tuple((name, tuple(values)) for name, values in asked.filters.items()),
            tuple((name, tuple(map(str, sentences))) for name, sentences in query.field_problems.items()),
            reader.is_authenticated,
            tuple((board.slug, INDENT * depth + board.name) for depth, board in tree.indented())
            if is_short
            else None,
        )


class SearchForm(forms.Form):
    author = forms.CharField(
        label=_("Author"), required=False, widget=forms.TextInput({"maxlength": 60} | PLAIN)
    )
    board = forms.CharField(
        label=_("Board"), required=False, widget=forms.TextInput({"maxlength": 80} | PLAIN)
    )
    tag = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Separated by commas."),
        widget=forms.TextInput({"maxlength": 200} | PLAIN),
    )
    after = forms.CharField(label=_("From"), required=False, widget=DayInput())
    before = forms.CharField(label=_("Before"), required=False, widget=DayInput())

    def __init__(self, shown: Fields) -> None:
        filters = {name: list(values) for name, values in shown.filters}
        self.problems = shown.problems
        super().__init__(
            MultiValueDict(filters | {"tag": [", ".join(filters.get("tag", []))]}), auto_id="search_%s"
        )
        # Named as they are typed, and `in` and `is` are no names in Python.
        self.fields["has"] = boxes(_("Posts with"), HAS)
        self.fields["is"] = boxes(_("Topics that are"), [*STATES, *OWN_STATES] if shown.is_member else STATES)
        self.fields["in"] = boxes(_("Search in"), SCOPE)
        if shown.boards is not None:
            self.fields["board"].widget = forms.Select(choices=[("", _("All boards")), *shown.boards])
        if shown.is_member:
            self.fields["author"].widget.attrs["data-members"] = reverse("member-suggestions")

    @property
    def errors(self) -> ErrorDict:
        """What the query did not understand, beside the fields it is in."""
        return ErrorDict({name: self.error_class(sentences) for name, sentences in self.problems})

    @property
    def chosen(self) -> list[tuple[str | Promise, str]]:
        """What the fields that fold away are set to: their labels and values in words."""
        return [(field.label, words) for field in self if (words := value_in_words(field))]


def value_in_words(field: BoundField) -> str:
    value = field.value() or []
    names = dict(getattr(field.field.widget, "choices", ()))
    return ", ".join(
        str(names.get(each, each)).strip() for each in ([value] if isinstance(value, str) else value)
    )


def boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def folded_fields(shown: Fields, without_filters: str, *, is_open: bool) -> SafeString:
    """The fields as the page has them. Most searches set none of them, and theirs are kept."""
    if not shown.filters:
        return kept_part("search/_fields.html", {"shown": shown}, {}, with_form)
    context = {"form": SearchForm(shown), "without_filters": without_filters, "is_open": is_open}
    return SafeString(render_to_string("search/_fields.html", context))


def with_form(facts: dict[str, Any]) -> dict[str, Any]:
    return {"form": SearchForm(facts["shown"])}
