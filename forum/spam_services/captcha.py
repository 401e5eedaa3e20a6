"""A CAPTCHA in the form to sign up, where the owner has keys: the provider's script, and its word about the answer.

Without scripts nobody passes it; the owner decides. If the provider does not answer, whoever signs up is let through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.sign_up.judging import Attempt
from forum.spam_services.asking import ask_for_json

FIELD = "captcha"
LONGEST_ANSWER = 8_000


@dataclass(frozen=True)
class Provider:
    script: str
    css_class: str
    answer: str  # the name under which its script sends the answer
    verify: str


PROVIDERS = {
    "turnstile": Provider(
        "https://challenges.cloudflare.com/turnstile/v0/api.js",
        "cf-turnstile",
        "cf-turnstile-response",
        "https://challenges.cloudflare.com/turnstile/v0/siteverify",
    ),
    "hcaptcha": Provider(
        "https://js.hcaptcha.com/1/api.js",
        "h-captcha",
        "h-captcha-response",
        "https://api.hcaptcha.com/siteverify",
    ),
}


class CaptchaWidget(forms.Widget):
    def __init__(self, provider: Provider, site_key: str) -> None:
        super().__init__()
        self.provider, self.site_key = provider, site_key

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '<div class="{}" data-sitekey="{}" id="{}"></div><script src="{}" async defer></script>'
            "<noscript>{}</noscript>",
            self.provider.css_class, self.site_key, (attrs or {}).get("id", "id_captcha"), self.provider.script,
            _("This check needs JavaScript."),
        )  # fmt: skip

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(self.provider.answer, "")


def fields() -> dict[str, Field]:
    captcha = settings.SPAM_SERVICES.captcha
    if captcha is None:
        return {}
    widget = CaptchaWidget(PROVIDERS[captcha.provider], captcha.site_key)
    required = {"required": _("Show that you are no program.")}
    return {
        FIELD: forms.CharField(
            label=_("Are you a person?"), max_length=LONGEST_ANSWER, widget=widget, error_messages=required
        )
    }


def judge(attempt: Attempt) -> None:
    """Raise ValidationError if the provider says no."""
    captcha = settings.SPAM_SERVICES.captcha
    answer = attempt.answers.get(FIELD)
    if captcha is None or not answer:
        return
    sent = {"secret": captcha.secret, "response": str(answer), "remoteip": attempt.ip}
    said = ask_for_json("The CAPTCHA", PROVIDERS[captcha.provider].verify, sent)
    if said is not None and said.get("success") is not True:
        raise ValidationError({FIELD: _("That didn’t work. Try again.")})
