from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.pages.accent_field import AccentField
from forum.site.models import SiteSettings


class LookForm(forms.ModelForm):
    accent = AccentField()
    is_sign_up_open = forms.TypedChoiceField(
        label=_("Who can sign up"),
        choices=[
            (True, _("Anyone can create an account")),
            (False, _("Nobody for now: sign-up is closed")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SiteSettings
        fields = ("name", "tagline", "accent", "is_sign_up_open")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the forum")
        self.fields["tagline"].label = _("What it is about (optional)")
        self.fields["tagline"].help_text = _("One line, shown under the name.")


class TestMailForm(forms.Form):
    __test__ = False  # nothing that pytest should run

    address = forms.EmailField(label=_("Send a test email to"), max_length=254)
