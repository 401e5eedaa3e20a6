"""Doing a cleanup, or undoing it, thing by thing. A killed worker goes on where it was."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.boards.models import read_permissions
from forum.jobs.enqueuing import enqueue
from forum.moderation import acts, topic_acts, topic_targets, undoing
from forum.moderation.cleanup_queries import TopicsAndPosts, restorable, written_since
from forum.moderation.models import LogEntry
from forum.posts import removing
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

BATCH = 50  # things a job does before it hands on to the next
REMOVED, RESTORED = "member.cleanup", "member.cleanup_undone"


def remove_batch(*, entry_id: int, **after: Any) -> None:
    """Remove the next things for this entry, and leave a job for those after them."""
    entry = LogEntry.objects.select_related("by", "member").get(pk=entry_id)
    if entry.member is not None:
        since = datetime.fromisoformat(entry.detail["since"])
        topics, posts = written_since(read_permissions(entry.moderator), [entry.member], since)
        found = (
            topics.filter(created_at__lte=entry.created_at),
            posts.filter(created_at__lte=entry.created_at),
        )
        work_off(REMOVED, entry, found, _remove, **after)


def restore_batch(*, entry_id: int, **after: Any) -> None:
    """Restore the next things that were removed for the entry which this one undoes."""
    undoing = LogEntry.objects.select_related("by").get(pk=entry_id)
    entry = LogEntry.objects.get(pk=undoing.detail["of"])
    work_off(
        RESTORED, undoing, restorable(read_permissions(undoing.moderator), entry), restore_thing, **after
    )


def work_off(
    job: str,
    entry: LogEntry,
    found: TopicsAndPosts,
    act: Callable[[LogEntry, Topic | Post], None],
    topic_id: int = 0,
    post_id: int = 0,
    **_others: Any,
) -> None:
    """Do it to the next things after these ids, whatever became of those before: what refuses holds up nothing."""
    topics = list(found[0].filter(pk__gt=topic_id).order_by("pk")[:BATCH])
    posts = list(found[1].filter(pk__gt=post_id).order_by("pk")[: BATCH - len(topics)])
    things: list[Topic | Post] = [*topics, *posts]
    for thing in things:
        if not _do(entry, thing, act):
            return
    if len(things) == BATCH:
        topic_id = topics[-1].pk if topics else topic_id
        post_id = posts[-1].pk if posts else post_id
        with transaction.atomic():
            enqueue(job, entry_id=entry.pk, topic_id=topic_id, post_id=post_id)


@transaction.atomic
def _do(entry: LogEntry, thing: Topic | Post, act: Callable[[LogEntry, Topic | Post], None]) -> bool:
    """Return False if the entry has been undone; whoever undoes it at this moment waits, and then finds it done."""
    LogEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if undoing.is_undone(entry):
        return False
    try:
        with transaction.atomic():
            act(entry, thing)
    except (PermissionDenied, Refusal):
        pass
    return True


def _remove(entry: LogEntry, thing: Topic | Post) -> None:
    """Remove it as the act does, but without a log entry and a notification of its own."""
    is_withheld, is_spam = (bool(entry.detail.get(name)) for name in ("is_withheld", "is_spam"))
    if isinstance(thing, Post):
        # None: the reason is not shown beside it.
        how: dict[str, Any] = {"is_withheld": is_withheld or None, "is_spam": is_spam}
        removing.remove(entry.moderator, thing, entry.reason, **how)
        return
    topic = topic_targets.lock_row(entry.moderator, thing)
    if not topic.is_removed:
        topic_acts.take_away(entry.moderator, topic, entry.reason, is_withheld=is_withheld, is_spam=is_spam)
        acts.enqueue_topic_change(topic, topic.board_id, "remove")


def restore_thing(entry: LogEntry, thing: Topic | Post) -> None:
    if isinstance(thing, Post):
        removing.restore(entry.moderator, thing)
        return
    topic = topic_targets.lock_row(entry.moderator, thing)
    if topic.is_removed:
        topic_acts.bring_back(entry.moderator, topic, "")
        acts.enqueue_topic_change(topic, topic.board_id, "restore")
