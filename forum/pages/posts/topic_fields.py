"""What a board has in the form of a new topic: its starting text, and fields that become parts of the first post."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from forum.boards.models import Board, TopicField
from forum.pages.forms import LineField, field_of
from forum.pages.tags.forms import TagsField

LONGEST_LINE, LONGEST_TEXT = 300, 10_000


class TopicFieldsMixin(forms.Form):
    """For a form with a `body` and `tags`; `ask_for` adds the fields of a board."""

    topic_fields: Sequence[TopicField] = ()
    starting_text = ""
    board_written_on: Board | None = None
    requires_descriptions = False

    def ask_for(self, board: Board | None) -> None:
        self.board_written_on = board
        field_of(self, "tags", TagsField).offer(board)
        self.topic_fields = list(board.topic_fields.all()) if board else []
        self.starting_text = board.starting_text if board else ""
        self.requires_descriptions = board is not None and board.requires_descriptions
        self.fields |= {field.name: form_field(field) for field in self.topic_fields}
        if self.starting_text:
            self.initial.setdefault("body", self.starting_text)
        if any(field.is_required for field in self.topic_fields):
            self.fields["body"].required = False
        if self.topic_fields:
            self.fields["body"].label = _("Anything else")
        first = [name for name in ("board", "title") if name in self.fields]
        # The text is made of them all, so the box is read after them.
        self.order_fields([*first, *(field.name for field in self.topic_fields), "body"])

    @property
    def answers(self) -> list[BoundField]:
        return [self[field.name] for field in self.topic_fields]

    def is_untouched(self, body: str) -> bool:
        return bool(self.starting_text) and plain(body) == plain(self.starting_text)

    def with_answers(self, body: str) -> str:
        """The text of the first post: each answer under its heading, then what the box holds."""
        answers = parts(self.topic_fields, self.cleaned_data)
        rest = "" if self.is_untouched(body) else body
        return "\n\n".join([*answers, rest]).strip("\n") if self.topic_fields else body


def form_field(field: TopicField) -> forms.Field:
    required = {"required": _("Fill this in.")}
    common: dict[str, Any] = {"label": field.label, "required": field.is_required, "help_text": field.hint}
    if not field.is_long:
        widget = forms.TextInput(attrs={"dir": "auto"})
        return LineField(max_length=LONGEST_LINE, widget=widget, error_messages=required, **common)
    box = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(max_length=LONGEST_TEXT, widget=box, error_messages=required, **common)


def parts(fields: Iterable[TopicField], answers: Mapping[str, Any]) -> list[str]:
    written = ((field.label, answers.get(field.name, "")) for field in fields)
    return [f"## {label}\n\n{answer}" for label, answer in written if answer]


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
