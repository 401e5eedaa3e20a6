from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.follows.models import Follow
from forum.pages.follows.control import choice_label, choices_for, sort_of
from forum.pages.forms import field_of


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, follow: Follow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sort = sort_of(follow.thing)
        field_of(self, "level", forms.ChoiceField).choices = [
            (choice, choice_label(choice, sort)) for choice in choices_for(sort)
        ]
        self.fields["level"].initial = follow.choice
