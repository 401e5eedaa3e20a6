from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.follows.models import Follow
from forum.pages.follows.control import choice_label, choices_for
from forum.pages.forms import field_of


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, follow: Follow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "level", forms.ChoiceField).choices = [
            (choice, choice_label(choice, follow.kind)) for choice in choices_for(follow.kind)
        ]
        self.fields["level"].initial = follow.choice
