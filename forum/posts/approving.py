"""Publishing what waits for approval."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from forum.boards.models import read_permissions
from forum.boards.permission_locks import lock_permissions_shared
from forum.posts.models import PendingPost, Post
from forum.posts.post_text import render_text
from forum.posts.publishing import NotAllowedNow, Submission, lock_author, publish
from forum.posts.sent_again import find_by_key
from forum.refusals import NotAllowed
from forum.topics import rules
from forum.topics.models import Topic


def approve(by: User, pending: PendingPost, when_published: Callable[[Post], None] | None = None) -> Post:
    """Publish the text as its author's, with the next number and the date of now; approving twice is approving once.

    Raise NotAllowed if `by` does not moderate the place, and NotAllowedNow if the topic or what waited is gone, or its
    author may not write any more.
    `when_published` is called in the transaction that publishes it, and not if somebody was quicker.
    """
    # Rendering may take a second, so it is done before anything is locked.
    submission = Submission(
        author=pending.author,
        text=render_text(pending.source, author=pending.author),
        key=pending.key,
        ip=pending.ip,
        reply_to=pending.reply_to,
        follow=pending.follow,
        title=pending.title,
        tags=list(pending.tags.all()),
        additions=pending.additions,
    )
    with transaction.atomic():
        lock_author(submission.author)
        if existing_post := find_by_key(submission.author, submission.key, submission.text.source):
            return existing_post
        if pending.topic_id:
            topic = Topic.objects.select_for_update(no_key=True).get(pk=pending.topic_id)
        else:
            topic = Topic(board=pending.board, author=submission.author, title=submission.title)
        lock_permissions_shared()
        if not rules.can_moderate(read_permissions(by), topic):
            raise NotAllowed
        was_waiting, _each = PendingPost.objects.filter(pk=pending.pk).delete()
        # A moderator may have rejected it meanwhile, or its author has closed their account.
        if topic.is_removed or not was_waiting:
            raise NotAllowedNow
        post = publish(topic, submission)
        if when_published:
            when_published(post)
        return post
