"""allauth's forms with normalised names and addresses, and our labels."""

from collections.abc import Callable
from typing import Any

from allauth.account import app_settings, forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.forms import Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import LONGEST_ADDRESS, email_key, name_key
from accounts.sign_up.mail_domains import check_mail_domain

SHORTEST_PASSWORD = 10  # characters; the settings hold everybody to it
PASSWORD_HINT = _("At least 10 characters. A few unrelated words make a good one.")
# Asked of each new address of a member; they raise ValidationError. Rooms above append theirs.
NEW_ADDRESS_CHECKS: list[Callable[[User, str], None]] = []
STAY_SIGNED_IN = _("Keep me signed in on this device")


def name_by_label_alone(fields: dict[str, Field]) -> None:
    """Take allauth's placeholders away: each repeats the label in other words."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_by_label_alone(self.fields)
        login = self.fields["login"]
        login.label = _("Username or email address")
        login.max_length = LONGEST_ADDRESS
        login.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].help_text = ""
        self.fields["remember"].label = STAY_SIGNED_IN
        self.fields["remember"].initial = True

    def clean_login(self) -> str:
        # All spellings of a name count as one against the limit on wrong passwords.
        login: str = super().clean_login()
        if "@" in login:
            return email_key(login)
        members = User.objects.named(login)
        return members.values_list("username", flat=True).first() or name_key(login)


class AddEmailForm(forms.AddEmailForm):
    """A new address replaces the old one once it is confirmed, or at once if nothing needs confirming."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_by_label_alone(self.fields)
        self.fields["email"].label = _("New email address")

    def clean_email(self) -> str:
        value: str = super().clean_email()
        check_mail_domain(value)
        for check in NEW_ADDRESS_CHECKS:
            check(self.user, value)
        if not is_confirmation_needed() and is_of_another(value, self.user):
            raise get_adapter().validation_error("email_taken")
        return value

    def save(self, request: HttpRequest) -> EmailAddress:
        if is_confirmation_needed():
            return super().save(request)
        address = EmailAddress(user=self.user, email=self.cleaned_data["email"])
        try:
            with transaction.atomic():
                EmailAddress.objects.filter(user=self.user).delete()
                address.set_as_primary()
        except IntegrityError:
            messages.error(request, get_adapter().error_messages["email_taken"])
            return EmailAddress(user=self.user, email=address.email)
        messages.success(request, _("Your email address is changed."))
        return address


def is_confirmation_needed() -> bool:
    return app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY


def is_of_another(address: str, member: User) -> bool:
    return User.objects.filter(email=address).exclude(pk=member.pk).exists()


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_by_label_alone(self.fields)
        self.fields["email"].label = _("Email address")

    def clean_email(self) -> str:
        # The mail goes to the address we know, never to one that was only spelt like it.
        return email_key(super().clean_email())


class NewPassword:
    """The two fields for a new password, in our words."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_by_label_alone(self.fields)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password1"].widget.attrs["data-least"] = SHORTEST_PASSWORD
        self.fields["password2"].label = _("New password again")


class ResetPasswordKeyForm(NewPassword, forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # There is no user behind a link that no longer works.
        if self.user and not self.user.has_usable_password():
            self.fields["password1"].label = _("Password")
            self.fields["password2"].label = _("Password again")


class SetPasswordForm(NewPassword, forms.SetPasswordForm):
    pass


class ChangePasswordForm(NewPassword, forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
