"""Approving edits that wait, rejecting them, putting back what was rejected; their log, and what authors are told."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.filters import days
from forum.moderation import learning
from forum.moderation.acts import Act
from forum.moderation.approval_acts import AUTHOR, tell_rejected, title_words
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.post_acts import POST
from forum.moderation.queue import AlreadyDecided
from forum.moderation.saved_texts import filled
from forum.moderation.waiting_times import waited
from forum.posts import approving_edits
from forum.posts.approving_edits import NoLongerWaiting
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import render_text
from forum.posts.revising import Conflict
from forum.refusals import Refusal
from forum.topics.rules import may


class EditedSince(Refusal):
    code = "edited_since"
    sentence = _(
        "The post was edited since, so this edit no longer fits. Reject it; its author can do it again."
    )


def approve(by: User, pending: PendingEdit, words: str = "") -> LogEntry | None:
    """Let the post say it. Raise AlreadyDecided if another moderator was quicker, or EditedSince."""
    # Rendering may take a second, so it is done before anything is locked.
    text = render_text(pending.source, author=pending.author, before=pending.post.html)
    try:
        with transaction.atomic():
            post = approving_edits.apply(by, pending, text)
            days.count("approved", days.names_of(pending.reasons))
            learning.of_post(post.pk, learning.GOOD)
            return approving.log(by, post, "", {"pending_edit": pending.pk} | waited(pending.created_at))
    except NoLongerWaiting as refusal:
        raise AlreadyDecided(decider(pending)) from refusal
    except Conflict as refusal:
        raise EditedSince from refusal


@transaction.atomic
def reject(
    by: User, pending: PendingEdit, reason: str, *, is_spam: bool = False, **cited: Any
) -> LogEntry | None:
    """Leave the post as it is, and keep the text for its author. Raise AlreadyDecided if somebody was quicker."""
    reason = filled(reason, pending.post, cited.get("rule"))
    kept, post = take_out(by, pending, reason, is_spam=is_spam)
    title = kept.title or post.topic.title
    detail = {"pending_edit": pending.pk, "rejected": kept.pk, "title": title, "post": post.pk}
    detail |= waited(pending.created_at)
    entry = rejecting.log(by, kept.author, reason, detail, **cited)
    # So that the moderators of its board find it in their log.
    entry.topic = post.topic
    entry.save(update_fields=["topic"])
    tell_rejected(entry, kept)
    return entry


def take_out(
    by: User, pending: PendingEdit, reason: str, *, is_spam: bool = False
) -> tuple[RejectedPost, Post]:
    """Keep what waited as rejected, without a word to anybody. Raise AlreadyDecided if it waits no more."""
    try:
        post, waiting = approving_edits.lock_waiting(pending)
    except NoLongerWaiting as refusal:
        raise AlreadyDecided(decider(pending)) from refusal
    if not may(read_permissions(by), "moderate", post.topic):
        raise PermissionDenied
    kept = RejectedPost.objects.create(
        author=waiting.author, by=by, topic=post.topic, title=waiting.title, source=waiting.source,
        reason=reason[:500], written_at=waiting.created_at, facts=facts_of(waiting),
    )  # fmt: skip
    days.count("rejected", days.names_of(waiting.reasons))
    if is_spam:
        learning.of_rejected(kept.pk, learning.SPAM)
    waiting.delete()
    return kept, post


def facts_of(pending: PendingEdit) -> dict[str, Any]:
    return {
        "edit_of": pending.post_id,
        "base": pending.base,
        "html": pending.html,
        "markup_version": pending.markup_version,
        "edit_reason": pending.edit_reason,
        "reason": pending.reason,
        "reasons": pending.reasons,
    }


def put_back(by: User, author: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Let an edit that was rejected wait again; None if that was done already, or another edit waits."""
    rows = RejectedPost.objects.select_for_update(no_key=True, of=("self",))
    kept = rows.filter(pk=entry.detail.get("rejected", 0)).first()
    pending = let_wait_again(by, kept) if kept else None
    if pending is None:
        return None
    detail = {"pending_edit": pending.pk, "title": entry.detail.get("title", "")}
    back = putting_back.log(by, author, reason, detail)
    back.topic = pending.post.topic
    back.save(update_fields=["topic"])
    return back


def let_wait_again(by: User, kept: RejectedPost) -> PendingEdit | None:
    """None if its post is gone, or another edit of it waits."""
    facts = dict(kept.facts)
    post = Post.objects.select_related("topic").filter(pk=facts.pop("edit_of", 0)).first()
    if post is None or PendingEdit.objects.filter(post=post).exists():
        return None
    if not may(read_permissions(by), "moderate", post.topic):
        raise PermissionDenied
    pending = PendingEdit.objects.create(
        post=post,
        author=kept.author,
        title=kept.title,
        source=kept.source,
        created_at=kept.written_at,
        **facts,
    )
    learning.of_rejected(kept.pk, learning.NONE)
    kept.delete()
    return pending


def decider(pending: PendingEdit) -> User | None:
    about = LogEntry.objects.filter(act__in=(approving.name, rejecting.name), detail__pending_edit=pending.pk)
    entry = about.select_related("by").first()
    return entry.by if entry else None


approving = Act(
    name="approve-edit",
    on=POST,
    label=_("Approve an edit"),
    restricts=False,
    log_words=_("approved an edit of"),
)
rejecting = Act(
    name="reject-edit",
    on=AUTHOR,
    opposite="put-back-edit",
    label=_("Reject an edit"),
    restricts=True,
    log_words=_("rejected an edit by"),
    notification=_("A moderator didn’t approve your edit in “%(topic)s”"),
    tells_itself=True,
    detail_words=title_words,
    undo=put_back,
)
putting_back = Act(
    name="put-back-edit",
    on=AUTHOR,
    label=_("Let an edit wait again"),
    restricts=False,
    log_words=_("let an edit wait again, by"),
    detail_words=title_words,
)
ACTS = (approving, rejecting, putting_back)
