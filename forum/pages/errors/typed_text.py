"""What was typed into a refused form, to copy or send again. Never a secret."""

import re
from typing import NamedTuple

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 50  # fields of one form
SECRET = re.compile(
    r"passw|token|credential|csrf|secret|(?:^|[-_])(?:code|key|otp)(?:$|[-_0-9])", re.IGNORECASE
)
# What our forms send beside what somebody types.
UNTYPED = re.compile(
    r"_.*|.*_FORMS|base|board|reply_to|draft|save_draft|next|follow|shown|.*_asked|act|action|way|preview|save|level|notification|newest"
    r"|index|select_across|remember|emoji|box|.*-(?:id|ptr)"
    r"|form_opened|contact_page",
)
NO_WORDS = {"", "on", "true", "false"}

LABELS = {
    "title": _("Title"),
    "body": _("Text"),
    "login": _("Username or email"),
    "email": _("Email address"),
}


class TypedField(NamedTuple):
    label: str | Promise
    text: str

    @property
    def rows(self) -> int:
        return min(max(self.text.count("\n") + len(self.text) // 80 + 1, 2), 12)


def typed_text(request: HttpRequest) -> list[TypedField]:
    """Return what was typed into a refused form, field by field; empty if there is nothing to copy."""
    return [
        TypedField(label_of(name), value)
        for name, value in sent_fields(request)
        if not (SECRET.search(name) or UNTYPED.fullmatch(name) or has_no_words(value))
    ][:MOST]


def fields_to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all fields of the form but its token; empty if it held a secret, which must be typed again anyway."""
    fields = [(name, value) for name, value in sent_fields(request) if name != "csrfmiddlewaretoken"]
    # The key of a form is no secret: by it, a form that is sent twice is taken once.
    if len(fields) > MOST or any(SECRET.search(name) and name != "key" for name, _value in fields):
        return []
    return fields


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError, ValueError, LookupError):
        return []  # a form that cannot be read holds no text either


def has_no_words(value: str) -> bool:
    # Not by an expression: one that tries blanks from both sides takes hours for a million of them.
    bare = value.strip()
    return (bare.isascii() and bare.isdecimal()) or bare.lower() in NO_WORDS


def label_of(name: str) -> str | Promise:
    return LABELS.get(name) or name.replace("_", " ").replace("-", " ").strip().capitalize()[:60]
