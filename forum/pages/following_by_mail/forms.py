from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import LONGEST_ADDRESS, email_key, validate_address


class AddressForm(forms.Form):
    """A visitor's address. `website` is a field that only machines see and fill in."""

    address = forms.EmailField(label=_("Your email address"), max_length=LONGEST_ADDRESS)
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = _(
            "Used for this topic only, and never shown to anyone. We’ll email you a link to confirm it."
        )
        self.fields["address"].widget.attrs |= {"autocomplete": "email"}

    def clean_address(self) -> str:
        address = email_key(self.cleaned_data["address"])
        validate_address(address)
        return address

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."), "machine")
        return ""
