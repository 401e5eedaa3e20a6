"""The forms before a moderation act, in the page and in the admin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.moderation.acts import Act
from forum.pages.boards.forms import BoardField
from forum.pages.forms import LineField, field_of
from forum.topics.models import Topic

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=36_500)


class ReasonForm(forms.Form):
    """Asks for a reason, which goes into the log, and for some acts to the author.

    `by` is who acts, `things` are what they act on.
    """

    reason = LineField(label=_("Reason"), max_length=500)

    def __init__(
        self,
        *args: Any,
        by: User | None = None,
        things: Sequence[Model] = (),
        is_required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = is_required
        reason.help_text = (
            _("It is kept in the log.") if is_required else _("Optional. It is kept in the log.")
        )


class MoveForm(ReasonForm):
    board = BoardField(label=_("Move to"), empty_label=_("Choose a board"))
    field_order = ("board", "reason")

    def __init__(self, *args: Any, by: User, things: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, by=by, things=things, **kwargs)
        ends = Board.objects.allowing(by, "moderate").filter(takes_topics=True)
        if len({topic.board_id for topic in things}) == 1:
            ends = ends.exclude(pk=things[0].board_id)
        field_of(self, "board", BoardField).offer(by, ends)


class UntilForm(ReasonForm):
    until = forms.DateTimeField(
        label=_("Until"),
        help_text=_("The member sees the date and the reason when signing in."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    field_order = ("until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localtime() + timedelta(days=7)

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if until < timezone.now() + SHORTEST:
            raise forms.ValidationError(_("Choose a time that is still to come."))
        if until > timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time within the next hundred years."))
        return until


# By what an act asks besides the reason. Each answer reaches the act's `change` under the name of its field.
FORMS: dict[str, type[ReasonForm]] = {"": ReasonForm, "board": MoveForm, "until": UntilForm}


def form_for(
    act: Act[Any], data: Any, *, by: User, things: Sequence[Model], is_required: bool = False
) -> ReasonForm:
    return FORMS[act.asks](data, by=by, things=things, is_required=is_required or act.needs_reason)
