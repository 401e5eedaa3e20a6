"""Watching a member: what they write is listed for moderators, or waits for them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.member_records import watching
from forum.moderation.acts import Act, Detail
from forum.moderation.member_rules import ADMONISHED
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_WARNING
from forum.moderation.silence_acts import until_words


def is_watched(member: User, *, is_holding: bool) -> bool:
    watch = watching.watch_of(member)
    return watch is not None and watch.is_holding == is_holding


def start_watch(by: User, member: User, reason: str, *, until: datetime | None = None) -> Detail:
    return start(by, member, reason, until, is_holding=False)


def start_hold(by: User, member: User, reason: str, *, until: datetime | None = None) -> Detail:
    return start(by, member, reason, until, is_holding=True)


def start(by: User, member: User, reason: str, until: datetime | None, *, is_holding: bool) -> Detail:
    """One takes the place of the other; the log keeps the earlier one, so that undoing can restore it."""
    detail: Detail = {"until": until.isoformat() if until else ""}
    if before := watching.watch_of(member):
        ends = before.until.isoformat() if before.until else ""
        detail["before"] = {"is_holding": before.is_holding, "until": ends, "reason": before.reason}
    watching.watch(by, member, reason, until, is_holding=is_holding)
    return detail


@transaction.atomic
def start_before(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Undo a beginning: it ends, and what it took the place of goes on, unless its time has passed."""
    ending = unwatch if entry.act == watch.name else release_posts
    undoing, before = ending.perform(by, member, reason), entry.detail.get("before")
    if undoing is not None and before:
        until = datetime.fromisoformat(before["until"]) if before["until"] else None
        if until is None or until > timezone.now():
            watching.watch(by, member, before["reason"], until, is_holding=before["is_holding"])
    return undoing


def end(by: User, member: User, reason: str) -> Detail:
    watch = watching.watch_of(member)
    watching.end_watch(member)
    if watch is None:
        return {}
    return {"was_until": watch.until.isoformat() if watch.until else "", "was_reason": watch.reason}


def start_again(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    act = hold_posts if entry.act == release_posts.name else watch
    before = entry.detail.get("was_until")
    until = datetime.fromisoformat(before) if before else None
    if until and until <= timezone.now():
        return None
    return act.perform(by, member, entry.detail.get("was_reason", ""), until=until)


STARTING: dict[str, Any] = {
    "on": ADMONISHED,
    "asks": "watch",
    "detail_words": until_words,
    "reasons": FOR_WARNING,
    "needs_reason": True,
    "undo": start_before,
}
ENDING: dict[str, Any] = {
    "on": ADMONISHED,
    "is_quick": True,
    "restricts": False,
    "change": end,
    "undo": start_again,
}

watch = Act(
    name="watch",
    opposite="unwatch",
    label=_("Watch"),
    title=_("Watch this member"),
    effect=_(
        "What they post and edit from now on is listed in the moderators’ queue. Others see it as usual, "
        "and the member isn’t told."
    ),
    button=_("Watch member"),
    done=_("Member watched."),
    done_to_many=ngettext_lazy("%(count)d member watched.", "%(count)d members watched.", "count"),
    restricts=False,
    log_words=_("watches"),
    is_due=lambda member: member.closed_at is None and not is_watched(member, is_holding=False),
    change=start_watch,
    **STARTING,
)
unwatch = Act(
    name="unwatch",
    opposite="watch",
    label=_("Stop watching"),
    done=_("No longer watched."),
    done_to_many=ngettext_lazy(
        "%(count)d member is no longer watched.", "%(count)d members are no longer watched.", "count"
    ),
    log_words=_("stopped watching"),
    is_due=lambda member: is_watched(member, is_holding=False),
    **ENDING,
)
hold_posts = Act(
    name="hold-posts",
    opposite="release-posts",
    label=_("Hold posts"),
    title=_("Hold this member’s posts"),
    effect=_("What they write from now on waits until a moderator approves it. The member is told."),
    button=_("Hold posts"),
    done=_("Posts of this member wait from now on."),
    done_to_many=ngettext_lazy(
        "Posts of %(count)d member wait.", "Posts of %(count)d members wait.", "count"
    ),
    restricts=True,
    log_words=_("holds the posts of"),
    notification=_("Your new posts wait until a moderator approves them"),
    is_harsh=True,
    is_due=lambda member: member.closed_at is None and not is_watched(member, is_holding=True),
    change=start_hold,
    **STARTING,
)
release_posts = Act(
    name="release-posts",
    opposite="hold-posts",
    label=_("Stop holding posts"),
    done=_("Posts of this member no longer wait."),
    done_to_many=ngettext_lazy("%(count)d hold ended.", "%(count)d holds ended.", "count"),
    log_words=_("no longer holds the posts of"),
    notification=_("Your new posts no longer wait for approval"),
    is_due=lambda member: is_watched(member, is_holding=True),
    **ENDING,
)

ACTS = (watch, unwatch, hold_posts, release_posts)
