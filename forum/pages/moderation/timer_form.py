"""The form that sets a timer for a topic."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.moderation.timers import TIMED
from forum.pages.boards.forms import BoardField
from forum.pages.date_fields import MomentInput
from forum.pages.forms import field_of
from forum.pages.moderation.forms import LONGEST, MOMENTS, ReasonForm
from forum.topics.models import Topic

MOST_DAYS = 10_000


class TimerForm(ReasonForm):
    act_then = forms.ChoiceField(
        label=_("What to do"), choices=[(act.name, act.label) for act in TIMED.values()]
    )
    at = forms.DateTimeField(label=_("At"), required=False, widget=MomentInput(), input_formats=MOMENTS)
    days = forms.IntegerField(
        label=_("Or so many days after the last post"), required=False, min_value=1, max_value=MOST_DAYS
    )
    board = BoardField(
        label=_("Move to"),
        empty_label=_("Choose a board"),
        required=False,
        help_text=_("Only if the topic is to be moved."),
    )
    field_order = ("act_then", "at", "days", "board", "ready", "reason")

    def __init__(self, *args: Any, by: User, things: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, by=by, things=things, **kwargs)
        field = field_of(self, "board", BoardField)
        field.offer(by, Board.objects.allowing(by, "moderate").filter(takes_topics=True))

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and not timezone.now() < at <= timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time in the future."))
        return at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        act = cleaned.pop("act_then", "")
        if bool(cleaned.get("at")) == bool(cleaned.get("days")) and not {"at", "days"} & set(self.errors):
            self.add_error("at", _("Choose a time, or a number of days."))
        if act == "move" and not cleaned.get("board") and "board" not in self.errors:
            self.add_error("board", _("Choose a board."))
        if (
            act in TIMED
            and TIMED[act].needs_reason
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", _("Write a reason: the author is told it."))
        return cleaned | {"act": act, "board": cleaned.get("board") if act == "move" else None}
