"""Who judges a sign-up. An upper room registers its judges, and what they ask besides, in its `ready()`:

    judging.register("bans", refuse_banned)
    judging.register("spam", judge_honeypot, fields=honeypot_fields)

A judge takes an `Attempt`, before the account is made. It raises ValidationError to refuse it: with a sentence for the
form, or a dict of them for its fields. It returns a sentence for moderators to let the new member wait for approval,
and None if it has nothing against them. All of them are asked, and none may tell whether an address has an account.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils.functional import Promise


@dataclass(frozen=True)
class Attempt:
    """What somebody sent who wants to join."""

    username: str
    email: str
    ip: str
    network: str  # what one customer of an access provider has
    is_invited: bool
    answers: Mapping[str, object] = field(default_factory=dict)  # all cleaned fields of the form, by name


@dataclass(frozen=True)
class Judge:
    ask: Callable[[Attempt], str | Promise | None]
    fields: Callable[[], dict[str, Field]]


JUDGES: dict[str, Judge] = {}


def no_fields() -> dict[str, Field]:
    return {}


def register(
    name: str,
    ask: Callable[[Attempt], str | Promise | None],
    *,
    fields: Callable[[], dict[str, Field]] = no_fields,
) -> None:
    """`fields` makes new fields for each form; their names must not be those of others."""
    if name in JUDGES:
        raise ValueError(f"There is a judge {name} already.")
    JUDGES[name] = Judge(ask, fields)


def extra_fields() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for judge in JUDGES.values():
        found |= judge.fields()
    return found


def judge(attempt: Attempt) -> list[str]:
    """Return why the member has to wait, a sentence from each judge that says so.

    Raise ValidationError, with what every judge says, if one refuses.
    """
    reasons: list[str] = []
    refusals: list[ValidationError] = []
    for each in JUDGES.values():
        try:
            reason = each.ask(attempt)
        except ValidationError as refusal:
            refusals.append(refusal)
        else:
            if reason:
                reasons.append(str(reason))
    if refusals:
        raise refusals[0] if len(refusals) == 1 else ValidationError(_together(refusals))
    return reasons


def _together(refusals: list[ValidationError]) -> dict[str, list[ValidationError]]:
    found: dict[str, list[ValidationError]] = {}
    for refusal in refusals:
        by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {"__all__": refusal.error_list}
        for name, errors in by_field.items():
            found.setdefault(name, []).extend(errors)
    return found
