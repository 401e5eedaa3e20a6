from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.follows.models import CHOOSABLE, Follow, Level
from forum.pages.forms import field_of


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, follow: Follow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Level.choices)
        if follow.kind != "topic":
            labels[Level.EVERY] = _("Every new topic")
        field_of(self, "level", forms.ChoiceField).choices = [
            (level.value, labels[level]) for level in CHOOSABLE
        ]
        self.fields["level"].initial = follow.level
