from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import LONGEST_ADDRESS, email_key, validate_address
from forum.follows.models import CHOOSABLE, Level


class AddressForm(forms.Form):
    """Where a visitor wants to be told. `website` is a field that only machines see and fill."""

    address = forms.EmailField(label=_("Your email address"), max_length=LONGEST_ADDRESS)
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = _(
            "It is used for this topic alone, and shown to nobody. The first email asks whether it is yours."
        )
        self.fields["address"].widget.attrs |= {"autocomplete": "email"}

    def clean_address(self):
        address = email_key(self.cleaned_data["address"])
        validate_address(address)
        return address

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."), "machine")
        return ""


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)

    def __init__(self, *args, follow, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Level.choices)
        if follow.kind != "topic":
            labels[Level.EVERY] = _("Every new topic")
        self.fields["level"].choices = [(level.value, labels[level]) for level in CHOOSABLE]
        self.fields["level"].initial = follow.level
