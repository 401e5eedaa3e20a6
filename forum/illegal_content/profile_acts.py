"""Taking what a member says of themselves and their picture out of sight, where that was reported as illegal."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.members import avatars
from forum.moderation.acts import Act, Detail
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.reasons import ILLEGAL, PRIVATE, RUDE, SPAM
from forum.site.models import SiteSettings

EMPTIED = ("display_name", "title", "about", "about_html")


def clear(by: User, member: User, reason: str) -> Detail | Literal[False]:
    was = {name: getattr(member, name) for name in EMPTIED if getattr(member, name)}
    if not was and not member.avatar:
        return False
    for name in was:
        setattr(member, name, "")
    member.save(update_fields=[*was])
    if member.avatar:
        avatars.remove_avatar(member)
    SiteSettings.bump()  # visitors' cached pages show the name
    return {"was": was}


def fill_again(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Only what they have not filled in anew meanwhile. A picture is deleted, and does not come back."""
    member = MEMBER.lock(by, member)
    was = entry.detail.get("was", {})
    back = {name: value for name, value in was.items() if name in EMPTIED and not getattr(member, name)}
    if not back:
        return None
    for name, value in back.items():
        setattr(member, name, value)
    member.save(update_fields=[*back])
    SiteSettings.bump()
    return restore_profile.log(by, member, reason)


def forget_profiles(member: User) -> None:
    """Take the words out of the log of a closed account: that they were removed stays."""
    for entry in LogEntry.objects.filter(member=member, act=clear_profile.name):
        entry.detail = {name: value for name, value in entry.detail.items() if name != "was"}
        entry.save(update_fields=["detail"])


clear_profile = Act(
    name="clear-profile",
    on=MEMBER,
    opposite="fill-profile",
    label=_("Clear profile"),
    title=_("Clear this member’s profile"),
    effect=_(
        "Their display name, title, picture and what they wrote about themselves are removed. Undo brings back all "
        "but the picture. They can fill it in anew."
    ),
    button=_("Clear profile"),
    done=_("Profile cleared."),
    done_to_many=ngettext_lazy("%(count)d profile cleared.", "%(count)d profiles cleared.", "count"),
    restricts=True,
    log_words=_("cleared the profile of"),
    notification=_("A moderator cleared your profile"),
    reasons=(ILLEGAL, PRIVATE, RUDE, SPAM),
    needs_reason=True,
    is_harsh=True,
    is_due=lambda member: (
        member.closed_at is None and bool(member.avatar or any(getattr(member, name) for name in EMPTIED))
    ),
    change=clear,
    undo=fill_again,
)

# Offered nowhere: it is how the other is undone.
restore_profile = Act(
    name="fill-profile",
    on=MEMBER,
    opposite="clear-profile",
    label=_("Restore profile"),
    restricts=False,
    log_words=_("restored the profile of"),
    notification=_("A moderator restored your profile"),
)
ACTS = (clear_profile, restore_profile)
