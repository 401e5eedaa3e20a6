"""What a board has in the form of a new topic: its starting text, and fields that become parts of the first post."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from forum.boards.models import Board, TopicField
from forum.pages.forms import LineField, field_of
from forum.pages.tags.forms import TagsField

# Large ones, which would be above the headings of the fields or beside them.
HEADING = re.compile(r"^( {0,3})#{1,2}(?=[ \t]|$)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
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
    common["help_text"] = " ".join(filter(None, [field.hint, _("You can format this with Markdown.")]))
    box = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(max_length=LONGEST_TEXT, widget=box, error_messages=required, **common)


def parts(fields: Iterable[TopicField], answers: Mapping[str, Any]) -> list[str]:
    written = ((field, answers.get(field.name, "")) for field in fields)
    return [f"## {field.label}\n\n{below_heading(field, answer)}" for field, answer in written if answer]


def below_heading(field: TopicField, answer: str) -> str:
    """The answer without a heading as large as its field's own: one line is no heading, in several they are smaller."""
    if not field.is_long:
        return f"\\{answer}" if HEADING.match(answer) else answer
    lines, fence = answer.split("\n"), ""
    for number, line in enumerate(lines):
        if found := FENCE.match(line):
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        elif not fence:
            lines[number] = HEADING.sub(r"\1###", line)
    return "\n".join(lines)


def with_answers_sent(board_id: int | None, sent: Mapping[str, str], body: str) -> str:
    """What a preview is made of while the form of a new topic is filled in: nothing is judged yet."""
    fields = list(TopicField.objects.filter(board=board_id).select_related("board")) if any_sent(sent) else []
    answers = {field.name: plain(sent.get(field.name, "")) for field in fields}
    if fields and plain(body) == plain(fields[0].board.starting_text):
        body = ""
    return "\n\n".join([*parts(fields, answers), body]).strip("\n") if fields else body


def any_sent(sent: Mapping[str, str]) -> bool:
    return any(name.startswith("field_") for name in sent)


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
