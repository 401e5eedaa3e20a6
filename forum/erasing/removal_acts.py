"""Removing all that a member wrote because they asked for it: one act, done by the worker, and undone as one.

Topics that others have answered stay, without the member's posts. Nothing of it is deleted: it can be restored until
an administrator deletes it for good.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import Reader, User
from forum.boards.models import read_permissions
from forum.boards.permissions import Asker
from forum.jobs.enqueuing import enqueue
from forum.moderation import acts, topic_acts, topic_targets
from forum.moderation.acts import Act
from forum.moderation.cleanup_jobs import restore_thing, work_off
from forum.moderation.cleanup_queries import TopicsAndPosts, counts_of, removed_for, restorable, words_in_log
from forum.moderation.member_targets import member_target
from forum.moderation.models import LogEntry
from forum.posts import removing
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

REMOVED, RESTORED = "member.removal_asked", "member.removal_undone"
EVER = datetime(1970, 1, 1, tzinfo=UTC).isoformat()


def is_admin(by: Reader, member: User) -> bool:
    return by.is_active and by.is_superuser


# Whoever has asked may be anybody, an administrator too, and their account may be closed.
MEMBER = member_target("accounts.change_user", is_admin)


def written_by(by: Asker, members: Collection[User]) -> TopicsAndPosts:
    """Topics with nothing but their author's posts, and posts in other topics, that are not removed."""
    standing = Post.objects.filter(topic=OuterRef("pk"), removed_at=None)
    started = Topic.objects.filter(is_allowed(by, "moderate"), author__in=members, removed_at=None)
    topics = started.filter(~Exists(standing.exclude(author=OuterRef("author"))))
    posts = Post.objects.filter(
        is_allowed(by, "moderate", "topic__"), author__in=members, removed_at=None, topic__removed_at=None
    )
    return topics, posts.exclude(topic__in=topics)


class WorkedOff(Act[User]):
    """An act whose work a job does."""

    def log(self, by: User | None, thing: User, *args: Any, **kwargs: Any) -> LogEntry:
        entry = super().log(by, thing, *args, **kwargs)
        enqueue({remove_all.name: REMOVED, restore_all.name: RESTORED}[self.name], entry_id=entry.pk)
        return entry


@transaction.atomic
def begin(by: User, member: User, reason: str) -> LogEntry | None:
    """Have the worker remove them; return None if there is nothing."""
    member = MEMBER.lock(by, member)
    counts = counts_of(written_by(read_permissions(by), [member]))
    return remove_all.log(by, member, reason, {"since": EVER, "counts": counts}) if counts else None


def undo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry:
    member = MEMBER.lock(by, member)
    counts = counts_of(restorable(read_permissions(by), entry))
    if not counts and any(rows.exists() for rows in removed_for(entry)):
        raise PermissionDenied  # all of it is on boards that they do not moderate
    return restore_all.log(by, member, reason, {"of": entry.pk, "counts": counts})


def redo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    removal = LogEntry.objects.get(pk=entry.detail["of"])
    return begin(by, member, removal.reason)


def remove_batch(*, entry_id: int, **after: Any) -> None:
    """Remove the next things for this entry, and leave a job for those after them."""
    entry = LogEntry.objects.select_related("by", "member").get(pk=entry_id)
    if entry.member is not None:
        topics, posts = written_by(read_permissions(entry.moderator), [entry.member])
        until = {"created_at__lte": entry.created_at}
        work_off(REMOVED, entry, (topics.filter(**until), posts.filter(**until)), _remove, **after)


def restore_batch(*, entry_id: int, **after: Any) -> None:
    undoing = LogEntry.objects.select_related("by").get(pk=entry_id)
    entry = LogEntry.objects.get(pk=undoing.detail["of"])
    found = restorable(read_permissions(undoing.moderator), entry)
    work_off(RESTORED, undoing, found, restore_thing, **after)


def _remove(entry: LogEntry, thing: Topic | Post) -> None:
    if isinstance(thing, Post):
        removing.remove(entry.moderator, thing, entry.reason)
        return
    topic = topic_targets.lock_row(entry.moderator, thing)
    if not topic.is_removed:
        topic_acts.take_away(entry.moderator, topic, entry.reason)
        acts.enqueue_topic_change(topic, topic.board_id, "remove")


# Offered in the queue alone.
remove_all = WorkedOff(
    name="remove-as-asked",
    on=MEMBER,
    opposite="restore-as-asked",
    label=gettext_lazy("Remove all posts"),
    done=gettext_lazy("The posts are being removed."),
    restricts=False,  # they have asked for it, and are answered by email
    log_words=gettext_lazy("removed the posts, as their author asked, of"),
    detail_words=words_in_log,
    undo=undo,
)
restore_all = WorkedOff(
    name="restore-as-asked",
    on=MEMBER,
    opposite="remove-as-asked",
    label=gettext_lazy("Restore all posts"),
    done_to_many=ngettext_lazy(
        "The posts of %(count)d member are being restored.",
        "The posts of %(count)d members are being restored.",
        "count",
    ),
    restricts=False,
    log_words=gettext_lazy("restored the posts, removed as their author asked, of"),
    detail_words=words_in_log,
    undo=redo,
)
keep_all: Act[User] = Act(
    name="keep-though-asked",
    on=MEMBER,
    label=gettext_lazy("Keep the posts"),
    restricts=False,  # nothing changes; the answer goes by email
    log_words=gettext_lazy("kept the posts, whose removal was asked, of"),
)
ACTS = (remove_all, restore_all, keep_all)
