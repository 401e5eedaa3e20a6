"""A field for usernames typed in one line, with suggestions where scripts run."""

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts.models import User

MOST = 50  # names at a time


class MemberNamesField(forms.CharField):
    """Usernames, separated by commas or spaces; becomes the members. `@` before a name makes no difference."""

    def __init__(self, *, is_single: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_single = is_single
        self.widget.attrs |= {
            "class": "vTextField",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "data-suggest-members": reverse_lazy("admin:accounts_user_suggestions"),
        }

    def clean(self, value: str | None) -> Any:
        typed = super().clean(value)
        names = list(dict.fromkeys(name.removeprefix("@") for name in re.split(r"[,;\s]+", typed) if name))
        if len(names) > (1 if self.is_single else MOST):
            raise forms.ValidationError(
                _("Type one username.")
                if self.is_single
                else _("Choose at most %(most)d at a time.") % {"most": MOST}
            )
        members = [self._member(name) for name in names]
        if self.is_single:
            return members[0] if members else None
        return members

    def _member(self, name: str) -> User:
        member = User.objects.named(name).filter(closed_at=None, is_active=True).first()
        if member is None:
            raise forms.ValidationError(_("There is no member called “%(name)s”.") % {"name": name})
        return member
