from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.pages.accent_field import AccentField
from forum.site.models import SiteSettings
from forum.site.sign_up_rules import SignUpMode


class LookForm(forms.ModelForm):
    accent = AccentField()
    sign_up = forms.ChoiceField(
        label=_("Who can sign up"), choices=SignUpMode.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = SiteSettings
        fields = ("name", "tagline", "accent", "sign_up")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the forum")
        self.fields["tagline"].label = _("What it is about (optional)")
        self.fields["tagline"].help_text = _("One line, shown under the name.")


class TestMailForm(forms.Form):
    __test__ = False  # nothing that pytest should run

    address = forms.EmailField(label=_("Send a test email to"), max_length=254)
