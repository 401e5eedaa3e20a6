from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import LONGEST_ADDRESS, email_key, validate_address
from forum.illegal_content.categories import categories_offered
from forum.illegal_content.models import LONGEST_EXPLANATION
from forum.pages.forms import LineField, field_of

NEEDED = _("This field is required.")


class NoticeForm(forms.Form):
    """Why something is illegal, and who says so. `website` is a field that only machines see and fill in."""

    category = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("Why is it illegal?"),
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say which words or pictures you mean, and which law or right they violate."),
    )
    name = LineField(
        label=_("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For a receipt and the decision. Moderators of this forum see it, nobody else."),
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete."),
        error_messages={"required": _("Tick this box to send the report.")},
    )
    website = forms.CharField(required=False, max_length=200)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = categories_offered()
        choices = [(words, category.words) for words, category in self.categories.items()]
        field_of(self, "category", forms.ChoiceField).choices = choices
        nameless = [words for words, category in self.categories.items() if category.is_nameless]
        if nameless:
            optional = _("You can leave it empty if you report “%(category)s”.") % {"category": nameless[0]}
            self.fields["name"].help_text = optional

    def clean_email(self) -> str:
        address = email_key(self.cleaned_data["email"])
        if address:
            validate_address(address)
        return address

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."), "machine")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        category = self.categories.get(cleaned.get("category", ""))
        if category is None or not category.is_nameless:
            for name in ("name", "email"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(NEEDED, "required"))
        return cleaned


class ObjectionForm(forms.Form):
    words = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class HeldBackForm(forms.Form):
    """Which of the reports that were held back, and what is to be done with them."""

    case = forms.MultipleChoiceField(required=False)
    answer = LineField(
        label=_("Answer to those who sent them"),
        required=False,
        max_length=500,
        help_text=_("Needed for “Nothing illegal found”."),
    )

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "case", forms.MultipleChoiceField).choices = [(str(pk), str(pk)) for pk in ids]

    @property
    def chosen(self) -> list[int]:
        """Those that are ticked when the form comes back with an error."""
        return self.cleaned_data.get("case", []) if self.is_bound and hasattr(self, "cleaned_data") else []

    def clean_case(self) -> list[int]:
        chosen = [int(pk) for pk in self.cleaned_data["case"]]
        if not chosen:
            raise ValidationError(_("Choose at least one."))
        return chosen
