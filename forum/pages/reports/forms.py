from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.pages.forms import field_of
from forum.reports.models import LONGEST_WORDS
from forum.reports.reasons import reasons_offered


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What’s wrong?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only moderators read this. They see who reported it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(words), words) for words in reasons_offered()]
        before = self.initial.get("reason")
        if before and before not in dict(choices):
            choices.append((before, before))  # the admin has changed the list since they reported it
        field_of(self, "reason", forms.ChoiceField).choices = choices
