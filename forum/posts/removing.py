"""Removing a post and restoring it. It keeps its number and leaves a line in its place."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum import limits
from forum.boards.models import read_permissions
from forum.boards.permissions import Asker
from forum.jobs.enqueuing import enqueue
from forum.posts import member_totals, rules
from forum.posts.locking import lock_with_topic
from forum.posts.models import Hiding, Post
from forum.posts.solving import solved_at
from forum.posts.team_messages import TeamMessageChange, is_author, note_change
from forum.refusals import NotAllowed
from forum.topics.rules import is_public

# Each is told of a post that was removed as spam, True, or that came back, False, in the same transaction.
WHEN_SPAM: list[Callable[[Post, bool], None]] = []
MayDo = Callable[[Asker, Post], bool]

REMOVAL_FIELDS = ["removed_at", "removed_by", "removed_reason", "is_withheld", "hiding"]


def takes_topic_along(post: Post) -> bool:
    """Whether the topic is removed with the post, for it would hold nothing else; a conversation never is."""
    return post.is_first and post.topic.post_count == 1 and not post.topic.is_conversation


def remove_own(author: User, post: Post, reason: str = "") -> bool:
    """Remove the author's own post, within the limit; see `remove`."""
    limits.enforce("remove", author.pk)
    with transaction.atomic():
        is_removed = remove(author, post, reason)
        if is_removed:
            enqueue("post.withdrawn", post_id=post.pk, topic_id=post.topic_id)
    return is_removed


def restore_own(author: User, post: Post) -> bool:
    """Restore what the author removed, within the limit; see `restore`."""
    limits.enforce("remove", author.pk)
    return restore(author, post)


@transaction.atomic
def remove(
    by: User,
    post: Post,
    reason: str = "",
    *,
    is_withheld: bool | None = None,
    is_spam: bool = False,
    in_removed_topic: bool = False,
    is_allowed: MayDo = rules.can_remove,
) -> bool:
    """Remove a post; return False if it was removed already. Raise NotAllowed if it may not be removed.

    If it is the last one left, the whole topic is removed: nobody needs a page with nothing but removed posts. A
    conversation stays, since no moderator could restore it.
    With `in_removed_topic` it is removed also where its topic was, so that it does not come back with that.
    `is_allowed` is asked of the locked row.
    """
    post = _lock(post)
    was_hidden = post.is_hidden
    is_only = takes_topic_along(post)
    if (post.is_removed and not was_hidden) or (post.topic.is_removed and (is_only or not in_removed_topic)):
        return False
    permissions = read_permissions(by)
    if not is_allowed(permissions, post):
        raise NotAllowed
    if is_spam:
        _tell(post, is_spam=True)
    by = note_change(by, post, TeamMessageChange.Act.REMOVE) if is_author(permissions, post) else by
    if is_only:
        member_totals.subtract_topic(post.topic, post.topic.board_id)
        is_gone_publicly = is_public(permissions, post.topic) and not (is_withheld or is_spam)
        post.topic.remove(by, reason, is_withheld=is_withheld, is_gone_publicly=is_gone_publicly)
        enqueue("topic.moderated", topic_id=post.topic_id, board_id=post.topic.board_id)
        return True
    post.removed_at, post.removed_by, post.removed_reason = timezone.now(), by, reason
    post.is_withheld = is_withheld
    if was_hidden:
        post.hiding = Hiding.CHECKED
    post.save(update_fields=REMOVAL_FIELDS)
    if was_hidden:
        return True  # it was taken out of all counts when it was hidden
    _count(post, -1)
    _count_later("post.removed", post)
    return True


@transaction.atomic
def restore(by: User, post: Post, *, is_allowed: MayDo = rules.can_restore) -> bool:
    """Restore a post; return False if it was not removed. Raise NotAllowed if it may not be restored."""
    post = _lock(post)
    if not post.is_removed:
        return False
    if not is_allowed(read_permissions(by), post):
        raise NotAllowed
    if post.is_hidden:
        post.hiding = Hiding.CHECKED
    if post.is_removed_by_author:
        note_change(by, post, TeamMessageChange.Act.RESTORE)
    _tell(post, is_spam=False)
    _show(post)
    return True


def _tell(post: Post, *, is_spam: bool) -> None:
    for tell in WHEN_SPAM:
        tell(post, is_spam)


@transaction.atomic
def hide(post: Post) -> bool:
    """Remove a post for nobody in particular, because members have reported it; return False if that is not done.

    It is done once: not to what its author has edited for it, and not to what a moderator has decided about.
    """
    post = _lock(post)
    if post.is_removed or post.topic.is_removed or post.hiding != Hiding.NEVER:
        return False
    # Its author still reads it.
    post.removed_at, post.is_withheld, post.hiding = timezone.now(), False, Hiding.HIDDEN
    post.save(update_fields=REMOVAL_FIELDS)
    _count(post, -1)
    _count_later("post.removed", post)
    return True


@transaction.atomic
def show_edited(post: Post) -> bool:
    """Show a hidden post again, for its author has edited it; return False if it is hidden no more."""
    post = _lock(post)
    if not post.is_hidden or post.topic.is_removed:
        return False
    post.hiding = Hiding.EDITED
    _show(post)
    return True


def _show(post: Post) -> None:
    post.removed_at, post.removed_by, post.removed_reason, post.is_withheld = None, None, "", None
    post.save(update_fields=REMOVAL_FIELDS)
    _count(post, +1)
    _count_later("post.restored", post)


def _count_later(event: str, post: Post) -> None:
    # On no board nothing is counted.
    if not post.topic.is_conversation:
        enqueue(event, post_id=post.pk, topic_id=post.topic_id, board_id=post.topic.board_id)


def _lock(post: Post) -> Post:
    # The author's row before the topic's, in the order of publishing, so that the two never wait for each other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=post.author_id)
    return lock_with_topic(post)


def _count(post: Post, by: int) -> None:
    topic = post.topic
    # What is said in conversations is counted for nobody.
    if not topic.is_conversation:
        User.objects.filter(pk=post.author_id).update(post_count=F("post_count") + by)
    if not topic.is_removed:
        member_totals.add({(post.author_id, topic.board_id): by})
    topic.post_count += by
    last = Post.objects.filter(topic=topic).not_removed().order_by("-number").first()
    # A topic of nothing but removed posts keeps pointing to the last of them.
    if last:
        topic.last_post_at, topic.last_poster_id = last.created_at, last.author_id
    topic.solved_at = solved_at(topic)
    topic.save(update_fields=["post_count", "last_post_at", "last_poster", "solved_at"])
    topic.touch()
