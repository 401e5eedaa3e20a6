"""The forms before what is done to a member: another address or username, and removing what they posted lately."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import renaming
from accounts.models import User
from accounts.names import LONGEST_NAME, email_key, validate_address
from forum.boards.models import read_permissions
from forum.moderation import cleanup_queries
from forum.moderation.helping import account_acts
from forum.pages.forms import LineField, field_of
from forum.pages.moderation.forms import ReasonForm, RemovalForm

SPANS = ((1, gettext_lazy("Last 24 hours")), (7, gettext_lazy("Last 7 days")), (30, gettext_lazy("Last 30 days")),
         (36_500, gettext_lazy("All their posts")))  # fmt: skip


class OneMemberForm(ReasonForm):
    """Asks what one member is to have."""

    def __init__(self, *args: Any, things: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, things=things, **kwargs)
        self.members = things

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if len(self.members) != 1:
            raise forms.ValidationError(_("Choose one member only."))
        return cleaned


class AddressForm(OneMemberForm):
    address = forms.EmailField(label=gettext_lazy("New email address"))
    field_order = ("address", "reason")

    def clean_address(self) -> str:
        address = email_key(self.cleaned_data["address"])
        validate_address(address)
        if any(account_acts.is_of_another(address, member) for member in self.members):
            raise forms.ValidationError(account_acts.AddressTaken.sentence)
        return address


class UsernameForm(OneMemberForm):
    username = LineField(label=gettext_lazy("New username"), max_length=LONGEST_NAME)
    field_order = ("username", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = User._meta.get_field("username").help_text

    def clean_username(self) -> str:
        return renaming.check_new_username(self.cleaned_data["username"], self.members[0])


class RecentPostsForm(RemovalForm):
    days = forms.TypedChoiceField(label=gettext_lazy("What to remove"), coerce=int, widget=forms.RadioSelect)
    field_order = ("days", "ready", "reason")

    def __init__(self, *args: Any, by: User, things: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, by=by, things=things, **kwargs)
        permissions, now = read_permissions(by), timezone.now()
        choices = []
        for days, words in SPANS:
            since = now - timedelta(days=days)
            counts = [rows.count() for rows in cleanup_queries.written_since(permissions, things, since)]
            choices.append((days, f"{words}: {cleanup_queries.count_words(*counts)}"))
        field = field_of(self, "days", forms.TypedChoiceField)
        field.choices, field.initial = choices, SPANS[0][0]
