"""What moderators do to others' posts. Authors remove their own by `forum.posts.removing`, which is not logged."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.moderation import topic_acts
from forum.moderation.acts import Act, Detail, Target
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_REMOVING
from forum.moderation.removals import (
    former_removal,
    present_removal,
    removal_detail,
    undo_removal,
    withheld_words,
)
from forum.posts import removing, revising, rules
from forum.posts.models import Post
from forum.posts.post_text import PostText, render_text
from forum.topics import tagging
from forum.topics.models import Tag
from forum.topics.rules import can_bring_back, may


def read_row(by: User, post: Post) -> Post:
    """Read the post without a lock: removing and restoring lock in the order of publishing, and check again."""
    post = Post.objects.select_related("topic").get(pk=post.pk)
    if not may(read_permissions(by), "moderate", post.topic):
        raise PermissionDenied
    return post


POST = Target("post", "posts.change_post", rules.can_moderate, read_row)


def take_away(
    by: User,
    post: Post,
    reason: str,
    *,
    is_withheld: bool = False,
    is_spam: bool = False,
    in_removed_topic: bool = False,
) -> Detail | Literal[False]:
    is_removed = removing.remove(
        by, post, reason, is_withheld=is_withheld, is_spam=is_spam, in_removed_topic=in_removed_topic
    )
    return removal_detail(is_withheld, is_spam) if is_removed else False


def bring_back(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    detail = present_removal(post)
    return detail if removing.restore(by, post) else False


def restore_or_topic(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    """Restore the post. With the only post of a topic the topic was removed, and comes back."""
    if post.topic.is_removed and not post.is_removed and post.topic.post_count == 1:
        return topic_acts.restore.perform(by, post.topic, reason)
    return undo_removal(restore, by, post, entry, reason)


def remove_again(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    return remove.perform(by, post, **former_removal(entry, reason))


remove = Act(
    name="remove",
    on=POST,
    opposite="restore",
    label=_("Remove"),
    title=_("Remove this post"),
    effect=_("A “removed” line stays in its place. Moderators can still read it. It can be restored."),
    button=_("Remove post"),
    done=_("Post removed."),
    done_to_many=ngettext_lazy("%(count)d post removed.", "%(count)d posts removed.", "count"),
    restricts=True,
    log_words=_("removed"),
    detail_words=withheld_words,
    notification=ngettext_lazy(
        "A moderator removed your post in “%(topic)s”",
        "Moderators removed %(count)d of your posts in “%(topic)s”",
        "count",
    ),
    asks="removal",
    reasons=FOR_REMOVING,
    needs_reason=True,
    is_harsh=True,
    is_due=lambda post: not post.is_removed or post.is_hidden,
    change=take_away,
    undo=restore_or_topic,
)

restore = Act(
    name="restore",
    on=POST,
    opposite="remove",
    label=_("Restore"),
    title=_("Restore this post"),
    effect=_("Everyone who sees the topic will be able to read it again."),
    button=_("Restore post"),
    done=_("Post restored."),
    done_to_many=ngettext_lazy("%(count)d post restored.", "%(count)d posts restored.", "count"),
    restricts=False,
    log_words=_("restored"),
    notification=ngettext_lazy(
        "A moderator restored your post in “%(topic)s”",
        "Moderators restored %(count)d of your posts in “%(topic)s”",
        "count",
    ),
    is_quick=True,
    is_due=lambda post: post.is_removed and not post.is_erased,
    is_allowed=can_bring_back,
    change=bring_back,
    undo=remove_again,
)


def tag_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if "tags" not in detail:
        return ""
    return gettext("tags: %(tags)s") % {"tags": ", ".join(detail["tags"]) or gettext("none")}


def is_newest_edit(entry: LogEntry) -> bool:
    """Whether the post says what it said after that edit: only then can it go back."""
    post = entry.post
    return post is not None and entry.detail.get("revision", post.revision) == post.revision


def undo_edit(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    """Let it say what it said before, under the title and tags of that time; None once it was edited again."""
    post = POST.lock(by, post)
    entry.post, source, title = post, post.source, None
    if "revision" in entry.detail:
        before = post.revisions.filter(number=entry.detail["revision"] - 1, hidden_at=None).first()
        if before is None or not is_newest_edit(entry):
            return None
        source, title = before.source, before.title or None
    names = entry.detail.get("former_tags")
    tags = None if names is None else list(Tag.objects.filter(name__in=names))
    text = render_text(source, author=post.author, before=post.html)
    base = post.revision
    _revised, back = edit_and_log(by, post, text, base=base, title=title, tags=tags, reason=reason)
    return back


editing = Act(
    name="edit",
    on=POST,
    opposite="edit",
    label=_("Edit"),
    restricts=True,
    log_words=_("edited"),
    # A mended title is no restriction. What was logged before says nothing of it.
    did_restrict=lambda entry: bool(entry.detail.get("is_text_changed")) and "undoes" not in entry.detail,
    lasts=_("Until it is edited again"),
    detail_words=tag_words,
    notification=ngettext_lazy(
        "A moderator edited your post in “%(topic)s”",
        "Moderators edited your posts in “%(topic)s” %(count)d times",
        "count",
    ),
    undo=undo_edit,
    is_undoable=is_newest_edit,
    by_hand=_("The post was edited again since. If the member is right, mend its text by hand first."),
)


def edit(by: User, post: Post, text: PostText, **changes: Any) -> Post:
    """Change another's post, and the topic's title and tags; see `edit_and_log`."""
    return edit_and_log(by, post, text, **changes)[0]


@transaction.atomic
def edit_and_log(
    by: User,
    post: Post,
    text: PostText,
    *,
    base: int,
    title: str | None = None,
    tags: Iterable[Tag] | None = None,
    reason: str = "",
    when_stored: Callable[[], None] | None = None,
) -> tuple[Post, LogEntry | None]:
    """Answer the post and the entry, if anything changed; see `revising.revise` for what it raises.

    It has a form and a result of its own: it asks for a text besides the reason, and may raise Conflict.
    """
    before = POST.lock(by, post).source
    revised = revising.revise(by, post, text, base=base, title=title, reason=reason, when_stored=when_stored)
    detail: Detail = {}
    if revised.revision != base:
        detail["revision"] = revised.revision
        detail["is_text_changed"] = revised.source != before
    if tags is not None and revised.is_first:
        former = list(revised.topic.tags.values_list("name", flat=True))
        if tagging.retag(by, revised.topic, tags):
            detail |= {"tags": [tag.name for tag in tags], "former_tags": former}
    return revised, editing.log(by, revised, reason, detail) if detail else None


ACTS = (remove, restore, editing)
