"""The form of the search page: words, and a field for each operator that one can also type."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader
from forum.boards.tree import Tree
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


class SearchForm(forms.Form):
    """Shows what an address asks for, as it is written there, and what of it made no sense to the query."""

    q = forms.CharField(
        label=_("Search for"),
        required=False,
        widget=forms.TextInput({"type": "search", "maxlength": 400, "enterkeyhint": "search"} | PLAIN),
    )
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

    def __init__(self, asked: Asked, reader: Reader, query: Query) -> None:
        self.query = query
        lines = {"q": [asked.text], "tag": [", ".join(asked.filters.get("tag", []))]}
        super().__init__(MultiValueDict(asked.filters | lines), auto_id="search_%s")
        states = [*STATES, *OWN_STATES] if reader.is_authenticated else STATES
        # Named as they are typed, and `in` and `is` are no names in Python.
        self.fields["has"] = boxes(_("Posts with"), HAS)
        self.fields["is"] = boxes(_("Topics that are"), states)
        self.fields["in"] = boxes(_("Search in"), SCOPE)
        boards = Tree(reader).indented()
        if len(boards) <= MOST_BOARDS:
            names = [(board.slug, INDENT * depth + board.name) for depth, board in boards]
            self.fields["board"].widget = forms.Select(choices=[("", _("All boards")), *names])
        if reader.is_authenticated:
            self.fields["author"].widget.attrs["data-members"] = reverse("member-suggestions")

    @property
    def errors(self) -> ErrorDict:
        """What the query did not understand, beside the fields it is in."""
        problems = self.query.field_problems.items()
        return ErrorDict({name: self.error_class(sentences) for name, sentences in problems})

    @property
    def chosen(self) -> list[tuple[str | Promise, str]]:
        """What the fields that fold away are set to: their labels and values in words."""
        folded = [field for field in self if field.name != "q"]
        return [(field.label, words) for field in folded if (words := value_in_words(field))]


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
