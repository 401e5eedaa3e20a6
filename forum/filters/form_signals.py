"""How a form was filled in: robots send it at once, or one they fetched long ago, and fill in what nobody sees."""

import time
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
        # The last four tell managers of passwords that this is nothing to fill in.
        marks = {
            "data-lpignore": "true",
            "data-1p-ignore": True,
            "data-bwignore": True,
            "data-form-type": "other",
        }
        super().__init__(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off", **marks})

    def format_value(self, value: Any) -> None:
        """Always shown empty: whatever filled it in, people could never empty it themselves."""


class OpenedInput(forms.HiddenInput):
    """When the form was opened. Shown again it stays good, so that sending it once more always helps."""

    def format_value(self, value: Any) -> str:
        sent = str(value or "")[:LONGEST]
        signer = signing.TimestampSigner(salt=OPENED)
        try:
            signer.unsign(sent, max_age=HOUR)
        except signing.SignatureExpired:
            return opened_now(earlier=HOUR)  # who had it open for so long is not too quick now
        except signing.BadSignature:
            return opened_now()
        return sent


class SendAgain(Refusal):
    status = 422
    code = "send_again"


class _Signer(signing.TimestampSigner):
    """Signs as if it was some seconds earlier."""

    def __init__(self, earlier: int) -> None:
        super().__init__(salt=OPENED)
        self.earlier = earlier

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - self.earlier)


def opened_now(earlier: int = 0) -> str:
    """What a form carries to know when it was opened."""
    return _Signer(earlier).sign("form")


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
        OPENED: forms.CharField(required=False, initial=opened_now, widget=OpenedInput),
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
