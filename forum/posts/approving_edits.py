"""Letting a post say what waited for approval."""

from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import PostText
from forum.posts.publishing import NotAllowedNow
from forum.posts.revising import edit
from forum.refusals import NotAllowed, Refusal
from forum.topics import rules


class NoLongerWaiting(Refusal):
    code = "no_longer_waiting"
    sentence = _("This edit isn’t waiting any more.")


@transaction.atomic
def apply(by: User, pending: PendingEdit, text: PostText) -> Post:
    """Let a post say what waited for approval, as its author's edit.

    Raise NotAllowed if `by` does not moderate the place, NoLongerWaiting if somebody was quicker or the author wrote it
    anew, and Conflict if the post was edited meanwhile.
    """
    post, waiting = lock_waiting(pending)
    if not rules.can_moderate(read_permissions(by), post.topic):
        raise NotAllowed
    if post.is_removed and not post.is_hidden:
        raise NotAllowedNow(_("This post was removed."))
    changes: dict[str, Any] = {"title": waiting.title or None, "reason": waiting.edit_reason}
    return cast(Post, edit(waiting.author, post, text, base=waiting.base, is_approved=True, **changes))


def lock_waiting(pending: PendingEdit) -> tuple[Post, PendingEdit]:
    """Lock the post and its edit, if that is still what somebody has read; else raise NoLongerWaiting."""
    post = lock_with_topic(pending.post)
    rows = PendingEdit.objects.select_for_update(of=("self",)).select_related("author")
    waiting = rows.filter(pk=pending.pk, created_at=pending.created_at).first()
    if waiting is None:
        raise NoLongerWaiting
    return post, waiting
