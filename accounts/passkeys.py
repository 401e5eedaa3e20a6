"""allauth's passkey and security key forms, hardened against malformed credentials."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.forms import HiddenInput, JSONField

from forum.markup.unicode_text import visible_line

Result = TypeVar("Result")

LONGEST_ANSWER = 65_536  # characters; a key with a chain of certificates needs a tenth of that


def run_key_check(check: Callable[[], Result]) -> Result:
    """Run `check`; turn any parser error over a malformed credential into a form error."""
    try:
        return check()
    except ValidationError:
        raise
    except Exception as error:
        # Parsers of keys, certificates and signatures raise whatever they like over bytes from a stranger.
        raise get_adapter().validation_error("incorrect_code") from error


class AnswerField(JSONField):
    """The credential a key answered with. Refuses huge numbers and endless nesting before they are parsed."""

    def __init__(self) -> None:
        super().__init__(required=True, widget=HiddenInput)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""})
        return run_key_check(lambda: super(AnswerField, self).to_python(value))

    def bound_data(self, data: Any, initial: Any) -> None:
        # Shown again it would be read again, and it is good for one try anyway.
        return None


class AddKeyForm(forms.AddWebAuthnForm):
    credential = AnswerField()

    def clean_name(self) -> str:
        self.cleaned_data["name"] = visible_line(self.cleaned_data["name"])
        name: str = super().clean_name()
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = run_key_check(super().clean)
        return cleaned


class SignInWithKeyForm(forms.LoginWebAuthnForm):
    credential = AnswerField()

    def clean_credential(self) -> Any:
        return run_key_check(super().clean_credential)


class SecondStepKeyForm(forms.AuthenticateWebAuthnForm):
    credential = AnswerField()

    def clean_credential(self) -> Any:
        return run_key_check(super().clean_credential)


class ReauthenticateKeyForm(forms.ReauthenticateWebAuthnForm):
    credential = AnswerField()

    def clean_credential(self) -> Any:
        return run_key_check(super().clean_credential)
