from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from accounts.names import LONGEST_ADDRESS, email_key, validate_address
from accounts.sign_up.mail_domains import check_mail_domain
from forum.boards.models import Board, permissions_of
from forum.boards.own_groups import groups_known_to
from forum.pages.forms import field_of

MOST = 1000  # people by one link
DAYS = [(str(days), ngettext_lazy("%(n)d day", "%(n)d days", "n") % {"n": days}) for days in (1, 7, 30)]


class InvitationForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Email address (optional)"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy(
            "We email the invitation there. Leave it empty for a link that you pass on yourself."
        ),
    )
    uses = forms.IntegerField(
        label=gettext_lazy("For how many people"), min_value=1, max_value=MOST, initial=1
    )
    days = forms.ChoiceField(label=gettext_lazy("Works for"), choices=DAYS, initial="7")
    group = forms.ModelChoiceField(
        Group.objects.none(), label=gettext_lazy("They join the group (optional)"), required=False
    )
    board = forms.ModelChoiceField(
        Board.objects.none(),
        label=gettext_lazy("They are let into the private board (optional)"),
        required=False,
    )

    def __init__(self, by: User, left: int | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        if left is not None:
            self.fields["uses"].help_text = _("You can invite %(left)d more this month.") % {"left": left}
        if not by.is_superuser:
            del self.fields["group"], self.fields["board"]
            return
        permissions = permissions_of(by)
        groups = groups_known_to(permissions).order_by("name")
        field_of(self, "group", forms.ModelChoiceField).queryset = groups
        private = Board.objects.visible_to(permissions).exclude(named_members=None)
        field_of(self, "board", forms.ModelChoiceField).queryset = private

    def clean_address(self) -> str:
        address = email_key(self.cleaned_data["address"])
        if address:
            validate_address(address)
            check_mail_domain(address)
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("address") and cleaned.get("uses", 1) != 1:
            self.add_error("uses", ValidationError(_("What is emailed to one address is for 1 person.")))
        return cleaned
