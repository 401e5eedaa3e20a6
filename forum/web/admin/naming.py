"""How boards and tags get their addresses, and groups their names."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.markup.signs import MARKS, slug_of
from forum.site.fields import name_in


class AddressedForm(forms.ModelForm):
    """For what has an address made of its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made from the name.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        own = slug_of(self.cleaned_data.get("name", ""), self.fields["slug"].max_length)
        # The admin's script fills the field while the name is typed, and leaves out all vowel signs.
        is_scripts = self.instance.pk is None and slug == re.sub(f"[{MARKS}]", "", own)
        if not slug and not own:
            raise forms.ValidationError(self.fields["slug"].error_messages["required"], "required")
        return own if is_scripts or not slug else slug


class GroupForm(forms.ModelForm):
    def clean_name(self):
        name = self.cleaned_data["name"]
        return name if name == self.instance.name else name_in(name)
