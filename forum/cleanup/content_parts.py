"""What a member wrote, as parts of a clean-up: texts that wait, topics, posts."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.cleanup.models import CleanedItem, CleanedMember
from forum.cleanup.parts import Facts, Part, as_text
from forum.moderation import acts, approval_acts, edit_acts, topic_acts, topic_targets
from forum.moderation.models import RejectedPost
from forum.posts import removing
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit
from forum.reports.closing import close_about
from forum.topics.models import Topic
from forum.topics.rules import is_allowed


def waiting_texts(by: Asker, member: User, until: datetime) -> QuerySet[PendingPost]:
    permissions = permissions_of(by)
    moderated = is_allowed(permissions, "moderate", "topic__") | is_allowed(permissions, "moderate")
    return PendingPost.objects.filter(moderated, author=member, created_at__lte=until)


def reject(cleaned: CleanedMember, pending: PendingPost) -> Facts | None:
    by = cleaned.cleanup.by
    kept = approval_acts.take_out(by, pending, cleaned.cleanup.reason, is_spam=True)
    return {"rejected": kept.pk} if kept else None


def let_wait(by: User, item: CleanedItem) -> None:
    kept = RejectedPost.objects.select_for_update(no_key=True).filter(pk=item.facts["rejected"]).first()
    if kept is not None:
        approval_acts.let_wait_again(by, kept)


def waiting_edits(by: Asker, member: User, until: datetime) -> QuerySet[PendingEdit]:
    moderated = is_allowed(permissions_of(by), "moderate", "post__topic__")
    edits = PendingEdit.objects.filter(moderated, author=member, created_at__lte=until)
    return edits.select_related("author", "post__topic")


def reject_edit(cleaned: CleanedMember, pending: PendingEdit) -> Facts:
    kept, _post = edit_acts.take_out(cleaned.cleanup.by, pending, cleaned.cleanup.reason, is_spam=True)
    return {"rejected": kept.pk}


def let_edit_wait(by: User, item: CleanedItem) -> None:
    rows = RejectedPost.objects.select_for_update(no_key=True, of=("self",))
    kept = rows.filter(pk=item.facts["rejected"]).first()
    if kept is not None:
        edit_acts.let_wait_again(by, kept)


def topics(by: Asker, member: User, until: datetime) -> QuerySet[Topic]:
    mine = Topic.objects.filter(author=member, created_at__lte=until, removed_at=None)
    return mine.filter(is_allowed(permissions_of(by), "moderate"))


def posts_in(topics: QuerySet[Topic]) -> int:
    """With a topic the answers of all others go, too."""
    return topics.aggregate(n=Sum(Greatest("post_count", 1)))["n"] or 0


def remove_topic(cleaned: CleanedMember, topic: Topic) -> Facts | None:
    by = cleaned.cleanup.by
    topic = topic_targets.lock_row(by, topic)
    if topic.is_removed:
        return None
    topic_acts.take_away(by, topic, cleaned.cleanup.reason, is_spam=True)
    acts.enqueue_topic_change(topic, topic.board_id, "remove")
    close_about(by, topic)
    return removal_of(topic)


def restore_topic(by: User, item: CleanedItem) -> None:
    restore_removed_topic(by, item.item, item)


def restore_removed_topic(by: User, topic_id: int, item: CleanedItem) -> None:
    topic = topic_targets.lock_row(by, Topic(pk=topic_id))
    if is_still_as_removed(topic, item):
        topic_acts.bring_back(by, topic, "")
        acts.enqueue_topic_change(topic, topic.board_id, "restore")


def posts(by: Asker, member: User, until: datetime) -> QuerySet[Post]:
    """Those in topics of others: their own topics go as a whole, or stay as they are."""
    written: dict[str, Any] = {"author": member, "created_at__lte": until}
    standing = Post.objects.filter(**written, removed_at=None, topic__removed_at=None)
    moderated = is_allowed(permissions_of(by), "moderate", "topic__")
    return standing.filter(moderated).exclude(topic__author=member)


def remove_post(cleaned: CleanedMember, post: Post) -> Facts | None:
    by = cleaned.cleanup.by
    if not removing.remove(by, post, cleaned.cleanup.reason, is_withheld=False, is_spam=True):
        return None
    close_about(by, post)
    post = Post.objects.select_related("topic").get(pk=post.pk)
    # The last one that was left took its topic along.
    return removal_of(post) if post.is_removed else removal_of(post.topic) | {"topic": post.topic_id}


def restore_post(by: User, item: CleanedItem) -> None:
    if "topic" in item.facts:
        restore_removed_topic(by, item.facts["topic"], item)
        return
    post = Post.objects.filter(pk=item.item).first()
    if post is not None and is_still_as_removed(post, item):
        removing.restore(by, post)


def removal_of(thing: Topic | Post) -> Facts:
    return {"removed_at": as_text(thing.removed_at)}


def is_still_as_removed(thing: Topic | Post, item: CleanedItem) -> bool:
    """Not if it was restored meanwhile, and perhaps removed again by another."""
    return thing.removed_at is not None and as_text(thing.removed_at) == item.facts["removed_at"]


WAITING = Part(
    name="waiting",
    label=_("Texts that wait for approval"),
    rows=waiting_texts,
    clean=reject,
    restore=let_wait,
)
EDITS = Part(
    name="edits",
    label=_("Edits that wait for approval"),
    rows=waiting_edits,
    clean=reject_edit,
    restore=let_edit_wait,
)
TOPICS = Part(
    name="topics",
    label=_("Topics they started"),
    hint=_("With all replies in them."),
    rows=topics,
    weigh=posts_in,
    clean=remove_topic,
    restore=restore_topic,
    outlives_account=True,
)
POSTS = Part(
    name="posts",
    label=_("Posts"),
    hint=_("In topics of others."),
    rows=posts,
    clean=remove_post,
    restore=restore_post,
    outlives_account=True,
)

PARTS = (WAITING, EDITS, TOPICS, POSTS)
