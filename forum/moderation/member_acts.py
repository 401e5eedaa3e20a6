"""What moderators do to members: suspending them, ending their sessions, and removing their pictures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from forum.follows.models import FeedKey
from forum.members import avatars
from forum.moderation.acts import Act, Detail
from forum.moderation.member_rules import may_discipline
from forum.moderation.member_targets import member_target
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING

MEMBER = member_target("accounts.change_user", may_discipline)


def present_suspension(member: User) -> Detail:
    """Return the present suspension, for the log, so that undoing can restore it."""
    if member.suspended_until is None:
        return {}
    return {"was_until": member.suspended_until.isoformat(), "was_reason": member.suspended_reason}


def keep_out(by: User, member: User, reason: str, *, until: datetime) -> Detail | Literal[False]:
    # A form that is sent twice must not be logged twice.
    if (member.suspended_until, member.suspended_reason) == (until, reason):
        return False
    detail = {"until": until.isoformat(), **present_suspension(member)}
    member.suspend(until, reason)
    sessions.end_sessions(member)
    return detail


def let_in(by: User, member: User, reason: str) -> Detail:
    detail = present_suspension(member)
    member.lift_suspension()
    return detail


def restore_suspension(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Restore the suspension before the act, unless its time has passed."""
    before = entry.detail.get("was_until")
    until = datetime.fromisoformat(before) if before else None
    if until and until > timezone.now():
        return suspend.perform(by, member, entry.detail.get("was_reason", ""), until=until)
    return lift_suspension.perform(by, member, reason) if entry.act == suspend.name else None


def until_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if "until" not in detail:
        return ""
    until = timezone.localtime(datetime.fromisoformat(detail["until"]))
    return gettext("until %(time)s") % {"time": date_format(until, "DATETIME_FORMAT")}


suspend = Act(
    name="suspend",
    on=MEMBER,
    opposite="unsuspend",
    label=_("Suspend"),
    title=_("Suspend this member"),
    effect=_("The member is signed out everywhere and can’t sign in until the suspension ends."),
    button=_("Suspend member"),
    done=_("Member suspended."),
    done_to_many=ngettext_lazy("%(count)d member suspended.", "%(count)d members suspended.", "count"),
    restricts=True,
    log_words=_("suspended"),
    detail_words=until_words,
    notification=_("Your account was suspended"),
    asks="until",
    reasons=FOR_SUSPENDING,
    needs_reason=True,
    is_harsh=True,
    is_due=lambda member: member.closed_at is None,
    change=keep_out,
    undo=restore_suspension,
)

lift_suspension = Act(
    name="unsuspend",
    on=MEMBER,
    opposite="suspend",
    label=_("Lift suspension"),
    title=_("Lift this suspension"),
    effect=_("The member can sign in again."),
    done=_("Suspension lifted."),
    done_to_many=ngettext_lazy("%(count)d suspension lifted.", "%(count)d suspensions lifted.", "count"),
    restricts=False,
    log_words=_("lifted the suspension of"),
    notification=_("Your suspension was lifted"),
    is_quick=True,
    is_due=lambda member: member.suspended_until is not None,
    change=let_in,
    undo=restore_suspension,
)


def sign_out(by: User, member: User, reason: str) -> Detail | Literal[False]:
    ended = sessions.end_sessions(member)
    # Whoever has the address of the feed reads as the member, without any session.
    FeedKey.renew(member)
    return {"sessions": ended} if ended else False


def session_words(detail: Detail, boards: Mapping[int, str]) -> str:
    count = detail.get("sessions", 0)
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count}


end_sessions = Act(
    name="end-sessions",
    on=MEMBER,
    label=_("End sessions"),
    title=_("End this member’s sessions"),
    effect=_("The member is signed out everywhere and can sign in again right away. This can’t be undone."),
    button=_("End sessions"),
    done=_("Member signed out."),
    done_to_many=ngettext_lazy("%(count)d member signed out.", "%(count)d members signed out.", "count"),
    restricts=False,
    log_words=_("ended the sessions of"),
    detail_words=session_words,
    change=sign_out,
)


def take_picture_away(by: User, member: User, reason: str) -> None:
    avatars.remove_avatar(member)


remove_picture = Act(
    name="remove-picture",
    on=MEMBER,
    label=_("Remove picture"),
    title=_("Remove this member’s picture"),
    effect=_("Their initials are shown in its place. The picture is deleted; they can send another."),
    button=_("Remove picture"),
    done=_("Picture removed."),
    done_to_many=ngettext_lazy("%(count)d picture removed.", "%(count)d pictures removed.", "count"),
    restricts=True,
    log_words=_("removed the picture of"),
    notification=_("Your picture was removed"),
    lasts=_("You can choose another picture at any time"),
    by_hand=_(
        "The picture was deleted and can’t come back. If the member is right, ask them to send it again."
    ),
    is_due=lambda member: bool(member.avatar),
    change=take_picture_away,
)

ACTS = (suspend, lift_suspension, end_sessions, remove_picture)
