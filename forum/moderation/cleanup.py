"""Removing what a spammer wrote, all at once: one act, done by the worker thing by thing, and undone as one.

The log entry says since when. What was removed for it is found by its remover, its reason and when, so that a killed
worker goes on where it was, and undoing restores nothing that was removed before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from accounts.models import User
from forum.boards.models import read_permissions
from forum.boards.permissions import Asker
from forum.jobs.enqueuing import enqueue
from forum.moderation import acts, topic_acts
from forum.moderation.acts import Act, Detail
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING
from forum.posts import removing
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

BATCH = 50  # things a job removes before it hands on to the next
REMOVED, RESTORED = "member.cleanup", "member.cleanup_undone"
JOBS = {"remove-recent": REMOVED, "restore-recent": RESTORED}


def topics_since(by: Asker, members: Iterable[User], since: datetime) -> QuerySet[Topic]:
    """Topics these members started since then, on boards that `by` moderates."""
    moderated = is_allowed(by, "moderate")
    return Topic.objects.filter(moderated, author__in=members, created_at__gte=since, removed_at=None)


def posts_since(by: Asker, members: Iterable[User], since: datetime) -> QuerySet[Post]:
    """Posts of these members in other topics than those."""
    moderated = is_allowed(by, "moderate", "topic__")
    posts = Post.objects.filter(moderated, author__in=members, created_at__gte=since, removed_at=None)
    own = Q(topic__author__in=members, topic__created_at__gte=since)
    return posts.filter(topic__removed_at=None).exclude(own)


def begin(
    by: User, member: User, reason: str, *, days: int = 0, since: datetime | None = None
) -> Detail | Literal[False]:
    since = since or timezone.now() - timedelta(days=days)
    permissions = read_permissions(by)
    topics = topics_since(permissions, [member], since).count()
    posts = posts_since(permissions, [member], since).count()
    return {"since": since.isoformat(), "topics": topics, "posts": posts} if topics or posts else False


def count_words(detail: Detail, boards: Mapping[int, str] | None = None) -> str:
    if "topics" not in detail:
        return ""
    topics = ngettext("%(count)d topic", "%(count)d topics", detail["topics"]) % {"count": detail["topics"]}
    posts = ngettext("%(count)d post", "%(count)d posts", detail["posts"]) % {"count": detail["posts"]}
    return _("%(topics)s and %(posts)s") % {"topics": topics, "posts": posts}


class WorkedOff(Act[User]):
    """An act whose work a job does."""

    def log(self, by: User, thing: User, *args: Any, **kwargs: Any) -> LogEntry:
        entry = super().log(by, thing, *args, **kwargs)
        enqueue(JOBS[self.name], entry_id=entry.pk)
        return entry


def undo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry:
    return restore_recent.log(by, MEMBER.lock(by, member), reason, {"of": entry.pk})


def redo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    removal = LogEntry.objects.get(pk=entry.detail["of"])
    return remove_recent.perform(by, member, reason, since=datetime.fromisoformat(removal.detail["since"]))


remove_recent = WorkedOff(
    name="remove-recent",
    on=MEMBER,
    opposite="restore-recent",
    label=gettext_lazy("Remove recent posts"),
    title=gettext_lazy("Remove recent posts and topics"),
    effect=gettext_lazy(
        "Everything the member posted in that time is removed, with topics they started. It may take a minute. "
        "Undo restores all of it."
    ),
    button=gettext_lazy("Remove posts and topics"),
    done_to_many=ngettext_lazy(
        "The posts of %(count)d member are being removed.",
        "The posts of %(count)d members are being removed.",
        "count",
    ),
    log_words=gettext_lazy("removed the recent posts of"),
    detail_words=count_words,
    asks="days",
    needs_reason=True,
    reasons=FOR_SUSPENDING,
    is_harsh=True,
    is_due=lambda member: member.post_count > 0 or Post.objects.filter(author=member).exists(),
    change=begin,
    undo=undo,
)

# Offered nowhere: it is how the other is undone.
restore_recent = WorkedOff(
    name="restore-recent",
    on=MEMBER,
    opposite="remove-recent",
    label=gettext_lazy("Restore removed posts"),
    log_words=gettext_lazy("restored the removed posts of"),
    undo=redo,
)


def is_undone(entry: LogEntry) -> bool:
    later = LogEntry.objects.filter(member=entry.member_id, act=restore_recent.name, pk__gt=entry.pk)
    return any(one.detail.get("of") == entry.pk for one in later)


def remove_batch(*, entry_id: int, **_: Any) -> None:
    """Remove the next things for this entry, and leave a job for those after them."""
    entry = LogEntry.objects.select_related("by", "member").get(pk=entry_id)
    if entry.member is None or is_undone(entry):
        return
    since = datetime.fromisoformat(entry.detail["since"])
    permissions = read_permissions(entry.by)
    members = [entry.member]
    topics = topics_since(permissions, members, since).filter(created_at__lte=entry.created_at)
    posts = posts_since(permissions, members, since).filter(created_at__lte=entry.created_at)
    done = 0
    for thing in (*topics.order_by("pk")[:BATCH], *posts.order_by("pk")[:BATCH]):
        # Asked each time: somebody may undo it meanwhile.
        if done == BATCH or is_undone(entry):
            break
        if isinstance(thing, Topic):
            done += remove_topic(entry, thing)
        else:
            done += _try(removing.remove, entry.by, thing, entry.reason)
    if done == BATCH:
        _go_on(REMOVED, entry)


@transaction.atomic
def remove_topic(entry: LogEntry, topic: Topic) -> bool:
    """Remove the topic as the act does, but without a log entry and a notification of its own."""
    try:
        topic = topic_acts.lock_row(entry.by, topic)
    except PermissionDenied:
        return False
    if topic.is_removed:
        return False
    topic_acts.take_away(entry.by, topic, entry.reason)
    acts.enqueue_topic_change(topic, topic.board_id, "remove")
    return True


def restore_batch(*, entry_id: int, **_: Any) -> None:
    """Restore the next things that were removed for the entry which this one undoes."""
    undoing = LogEntry.objects.select_related("by").get(pk=entry_id)
    entry = LogEntry.objects.get(pk=undoing.detail["of"])
    gone = {
        "removed_by": entry.by_id, "removed_reason": entry.reason, "removed_at__gte": entry.created_at,
        "author": entry.member_id, "created_at__gte": datetime.fromisoformat(entry.detail["since"]),
    }  # fmt: skip
    done = sum(
        restore_topic(undoing.by, topic) for topic in Topic.objects.filter(**gone).order_by("pk")[:BATCH]
    )
    if done < BATCH:
        posts = Post.objects.filter(**gone).order_by("pk")[: BATCH - done]
        done += sum(_try(removing.restore, undoing.by, post) for post in posts)
    if done == BATCH:
        _go_on(RESTORED, undoing)


@transaction.atomic
def restore_topic(by: User, topic: Topic) -> bool:
    try:
        topic = topic_acts.lock_row(by, topic)
    except PermissionDenied:
        return False
    if not topic.is_removed:
        return False
    topic_acts.bring_back(by, topic, "")
    acts.enqueue_topic_change(topic, topic.board_id, "restore")
    return True


def _try(act: Any, *args: Any) -> bool:
    try:
        return bool(act(*args))
    except (PermissionDenied, Refusal):
        return False


@transaction.atomic
def _go_on(job: str, entry: LogEntry) -> None:
    enqueue(job, entry_id=entry.pk)


ACTS = (remove_recent, restore_recent)
