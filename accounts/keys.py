"""allauth's forms for passkeys and security keys, which take what a browser says to be the answer of a key."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError


def sound(check):
    """What `check` finds; where it stumbles over an answer that no key gave, a refusal instead of an error page."""
    try:
        return check()
    except ValidationError:
        raise
    except Exception as error:
        # Parsers of keys, certificates and signatures raise whatever they like over bytes from a stranger.
        raise get_adapter().validation_error("incorrect_code") from error


class AddKeyForm(forms.AddWebAuthnForm):
    def clean(self):
        return sound(super().clean)


class SignInWithKeyForm(forms.LoginWebAuthnForm):
    def clean_credential(self):
        return sound(super().clean_credential)


class SecondStepKeyForm(forms.AuthenticateWebAuthnForm):
    def clean_credential(self):
        return sound(super().clean_credential)


class ReauthenticateKeyForm(forms.ReauthenticateWebAuthnForm):
    def clean_credential(self):
        return sound(super().clean_credential)
