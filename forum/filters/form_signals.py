"""How a form was filled in: robots send it at once, or one they fetched long ago, and fill in what nobody sees."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.sign_up.judging import Attempt
from forum.filters import days
from forum.posts.approval import Evidence, Reason, Writing
from forum.refusals import Refusal
from forum.site.spam_protection import SpamProtection
from forum.topics import rules

OPENED, TRAP = "form_opened", "contact_page"
HOUR = 60 * 60
LONGEST = 200


class TrapInput(forms.TextInput):
    """A field for robots: it is not shown, neither on screens nor to screen readers."""

    is_hidden = True  # it needs no label

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off"})


class SendAgain(Refusal):
    status = 422
    code = "send_again"


def opened_now() -> str:
    """What a form carries to know when it was opened."""
    return signing.TimestampSigner(salt=OPENED).sign("form")


def why_again(opened: str, protection: SpamProtection) -> str:
    """Return what to say if it has to be sent once more, "" if it need not."""
    signer = signing.TimestampSigner(salt=OPENED)
    try:
        signer.unsign(opened[:LONGEST], max_age=protection.form_hours * HOUR)
    except signing.BadSignature:  # too old, or not ours
        return _("This form was open for long. Send it once more: all you wrote is still here.")
    try:
        signer.unsign(opened[:LONGEST], max_age=protection.form_seconds)
    except signing.SignatureExpired:
        return ""
    return (
        _("That was very quick. Send it once more: all you wrote is still here.")
        if protection.form_seconds
        else ""
    )


def check(writing: Writing) -> None:
    """Raise SendAgain. Asks nothing of regulars, and of what no form sent."""
    if OPENED not in writing.form or not writing.protection.checks_forms or writing.is_by_regular:
        return
    if rules.skips_approval(writing.author, writing.place):
        return
    if why := why_again(str(writing.form[OPENED]), writing.protection):
        days.count("asked", ["form"])
        raise SendAgain(why)


def judge(writing: Writing) -> Evidence | None:
    filled = str(writing.form.get(TRAP, "")).strip()
    return {"filled": filled[:60]} if filled and writing.protection.checks_forms else None


def facts_of(sent: Mapping[str, Any]) -> dict[str, str]:
    """What a submission keeps of its form."""
    return {OPENED: sent.get(OPENED, ""), TRAP: sent.get(TRAP, "")}


def fields() -> dict[str, forms.Field]:
    """Those of the form to sign up; nobody but a robot sees the second."""
    return {
        OPENED: forms.CharField(required=False, initial=opened_now, widget=forms.HiddenInput),
        TRAP: forms.CharField(required=False, widget=TrapInput),
    }


def judge_sign_up(attempt: Attempt) -> None:
    """Raise ValidationError where somebody has to send it once more."""
    protection = SpamProtection.current()
    if not protection.checks_forms or OPENED not in attempt.answers:
        return
    why = why_again(str(attempt.answers[OPENED]), protection)
    if str(attempt.answers.get(TRAP, "")).strip():
        why = _("Something was filled in that people don’t see, as robots do. Send it once more.")
    if why:
        days.count("asked", ["form"])
        raise ValidationError(why, "send-again")


FILLED = Reason(
    name="trap",
    label=gettext_lazy("Forms with a field filled in that people don’t see"),
    words=lambda evidence: _("Filled in where people see no field: “%(filled)s”") % dict(evidence),
    author_words=lambda evidence: _("A moderator looks at it first."),
    judge=judge,
)
