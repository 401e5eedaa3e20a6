"""What the page before an act asks for."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.pages.boards.forms import BoardField
from forum.pages.forms import LineField

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=36_500)


class ReasonForm(forms.Form):
    """Why something is done; it is kept in the log."""

    reason = LineField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It is kept in the log."),
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "usual-reasons"}),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)


class MoveForm(ReasonForm):
    board = BoardField(label=_("Move to"))
    field_order = ("board", "reason")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        ends = Board.objects.open_to(by, "moderate").filter(takes_topics=True)
        self.fields["board"].offer(by, ends)


class UntilForm(ReasonForm):
    until = forms.DateTimeField(
        label=_("Until"),
        help_text=_("The member sees the date and the reason when signing in."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    field_order = ("until", "reason")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["until"].initial = timezone.localtime() + timedelta(days=7)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < timezone.now() + SHORTEST:
            raise forms.ValidationError(_("Choose a time that is still to come."))
        if until > timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time within the next hundred years."))
        return until
