"""Silencing members: they read, follow and bookmark, and write nothing that others see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.member_rules import ADMONISHED
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING


def present_silence(member: User) -> Detail:
    """Return the present silence, for the log, so that undoing can restore it."""
    if not member.is_silenced:
        return {}
    until = member.silenced_until
    return {"was_until": until.isoformat() if until else "", "was_reason": member.silenced_reason}


def take_voice(
    by: User, member: User, reason: str, *, until: datetime | None = None
) -> Detail | Literal[False]:
    # A form that is sent twice must not be logged twice.
    if member.is_silenced and (member.silenced_until, member.silenced_reason) == (until, reason):
        return False
    detail = {"until": until.isoformat() if until else "", **present_silence(member)}
    member.silence(until, reason)
    return detail


def give_voice(by: User, member: User, reason: str) -> Detail:
    detail = present_silence(member)
    member.lift_silence()
    return detail


def restore_silence(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Restore the silence before the act, unless its time has passed."""
    before = entry.detail.get("was_until")
    until = datetime.fromisoformat(before) if before else None
    if before is not None and (until is None or until > timezone.now()):
        return silence.perform(by, member, entry.detail.get("was_reason", ""), until=until)
    return lift_silence.perform(by, member, reason) if entry.act == silence.name else None


def until_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if not detail.get("until"):
        return gettext("for good") if "until" in detail else ""
    until = timezone.localtime(datetime.fromisoformat(detail["until"]))
    return gettext("until %(time)s") % {"time": date_format(until, "DATETIME_FORMAT")}


silence = Act(
    name="silence",
    on=ADMONISHED,
    opposite="unsilence",
    label=_("Silence"),
    title=_("Silence this member"),
    effect=_(
        "The member can still sign in, read, follow and bookmark, and object. They can’t post, edit, react, vote, "
        "report or change their profile."
    ),
    button=_("Silence member"),
    done=_("Member silenced."),
    done_to_many=ngettext_lazy("%(count)d member silenced.", "%(count)d members silenced.", "count"),
    restricts=True,
    log_words=_("silenced"),
    detail_words=until_words,
    notification=_("You were silenced: you can only read"),
    asks="silence",
    reasons=FOR_SUSPENDING,
    needs_reason=True,
    is_harsh=True,
    is_due=lambda member: member.closed_at is None,
    change=take_voice,
    undo=restore_silence,
)

lift_silence = Act(
    name="unsilence",
    on=ADMONISHED,
    opposite="silence",
    label=_("Lift silence"),
    title=_("Lift this silence"),
    effect=_("The member can write again."),
    done=_("Silence lifted."),
    done_to_many=ngettext_lazy("%(count)d silence lifted.", "%(count)d silences lifted.", "count"),
    restricts=False,
    log_words=_("lifted the silence of"),
    notification=_("You can write again"),
    is_quick=True,
    is_due=lambda member: member.is_silenced,
    change=give_voice,
    undo=restore_silence,
)

ACTS = (silence, lift_silence)
