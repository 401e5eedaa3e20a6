"""Removing what a spammer wrote, all at once: one act, done by the worker thing by thing, and undone as one.

The log entry says since when. What was removed for it is found by its remover, its reason and when, so that a killed
worker goes on where it was, and undoing restores nothing that was removed before.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from forum.boards.models import read_permissions
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import Act, Detail
from forum.moderation.cleanup_jobs import REMOVED, RESTORED
from forum.moderation.cleanup_queries import counts_of, removed_for, restorable, words_in_log, written_since
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING
from forum.moderation.removals import removal_detail
from forum.posts.models import Post

JOBS = {"remove-recent": REMOVED, "restore-recent": RESTORED}


def begin(
    by: User,
    member: User,
    reason: str,
    *,
    days: int = 0,
    since: datetime | None = None,
    is_withheld: bool = False,
    is_spam: bool = False,
    cleanup: int = 0,
) -> Detail | Literal[False]:
    since = since or timezone.now() - timedelta(days=days)
    counts = counts_of(written_since(read_permissions(by), [member], since))
    # Tells it apart from another one of the same member, which leaves it as undoable as it was.
    number = cleanup or int(timezone.now().timestamp() * 1_000_000)
    facts = {"since": since.isoformat(), "counts": counts, "cleanup": number}
    facts |= removal_detail(is_withheld, is_spam)
    return facts if counts else False


class WorkedOff(Act[User]):
    """An act whose work a job does."""

    def log(self, by: User | None, thing: User, *args: Any, **kwargs: Any) -> LogEntry:
        entry = super().log(by, thing, *args, **kwargs)
        enqueue(JOBS[self.name], entry_id=entry.pk)
        return entry


def undo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry:
    member = MEMBER.lock(by, member)
    counts = counts_of(restorable(read_permissions(by), entry))
    if not counts and any(rows.exists() for rows in removed_for(entry)):
        raise PermissionDenied  # all of it is on boards that they do not moderate
    return restore_recent.log(by, member, reason, {"of": entry.pk, "counts": counts, **number_of(entry)})


def number_of(entry: LogEntry) -> Detail:
    """Those from before they were told apart have none."""
    return {"cleanup": entry.detail["cleanup"]} if "cleanup" in entry.detail else {}


def redo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    removal = LogEntry.objects.get(pk=entry.detail["of"]).detail
    how: dict[str, Any] = {name: removal.get(name, False) for name in ("is_withheld", "is_spam")}
    how |= {"since": datetime.fromisoformat(removal["since"])} | number_of(entry)
    return remove_recent.perform(by, member, reason, **how)


remove_recent = WorkedOff(
    name="remove-recent",
    on=MEMBER,
    opposite="restore-recent",
    label=gettext_lazy("Remove recent posts"),
    title=gettext_lazy("Remove recent posts and topics"),
    effect=gettext_lazy(
        "Everything the member posted in that time is removed, with topics they started. It may take a minute. "
        "Undo restores all of it. The member can still read it, unless you choose “Illegal content”."
    ),
    button=gettext_lazy("Remove posts and topics"),
    done_to_many=ngettext_lazy(
        "The posts of %(count)d member are being removed.",
        "The posts of %(count)d members are being removed.",
        "count",
    ),
    restricts=True,
    log_words=gettext_lazy("removed the recent posts of"),
    notification=gettext_lazy("A moderator removed what you posted lately"),
    tells_by_mail=False,
    detail_words=words_in_log,
    asks="days",
    needs_reason=True,
    reasons=FOR_SUSPENDING,
    is_harsh=True,
    is_due=lambda member: member.post_count > 0 or Post.objects.on_boards().filter(author=member).exists(),
    change=begin,
    undo=undo,
)

# Offered nowhere: it is how the other is undone.
restore_recent = WorkedOff(
    name="restore-recent",
    on=MEMBER,
    opposite="remove-recent",
    label=gettext_lazy("Restore removed posts"),
    restricts=False,
    log_words=gettext_lazy("restored the removed posts of"),
    notification=gettext_lazy("A moderator restored what you posted lately"),
    tells_by_mail=False,
    detail_words=words_in_log,
    undo=redo,
)


ACTS = (remove_recent, restore_recent)
