"""What moderators do to others' posts. Authors remove their own by `forum.posts.removing`, which is not logged."""

from collections.abc import Iterable, Mapping
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.moderation.acts import Act, Detail, Target
from forum.posts import removing, revising, rules
from forum.posts.models import Post
from forum.posts.post_text import PostText
from forum.topics import tagging
from forum.topics.models import Tag
from forum.topics.rules import may


def read_row(by: User, post: Post) -> Post:
    """Read the post without a lock: removing and restoring lock in the order of publishing, and check again."""
    post = Post.objects.select_related("topic").get(pk=post.pk)
    if not may(read_permissions(by), "moderate", post.topic):
        raise PermissionDenied
    return post


POST = Target("post", "posts.change_post", rules.can_moderate, read_row)


def take_away(by: User, post: Post, reason: str) -> Literal[False] | None:
    return None if removing.remove(by, post, reason) else False


def bring_back(by: User, post: Post, reason: str) -> Literal[False] | None:
    return None if removing.restore(by, post) else False


remove = Act(
    name="remove",
    on=POST,
    opposite="restore",
    label=_("Remove"),
    effect=_("A line stays in its place; moderators can still read it. It can be restored."),
    done_to_many=ngettext_lazy(
        "%(count)d post has been removed.", "%(count)d posts have been removed.", "count"
    ),
    log_words=_("removed"),
    notification=_("A moderator removed your post in “%(topic)s”"),
    needs_reason=True,
    is_harsh=True,
    is_due=lambda post: not post.is_removed,
    change=take_away,
)

restore = Act(
    name="restore",
    on=POST,
    opposite="remove",
    label=_("Restore"),
    effect=_("Everybody who sees the topic can read it again."),
    done_to_many=ngettext_lazy("%(count)d post is back.", "%(count)d posts are back.", "count"),
    log_words=_("restored"),
    notification=_("A moderator restored your post in “%(topic)s”"),
    is_due=lambda post: post.is_removed,
    change=bring_back,
)


def tag_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if "tags" not in detail:
        return ""
    return gettext("tags: %(tags)s") % {"tags": ", ".join(detail["tags"]) or gettext("none")}


editing = Act(
    name="edit",
    on=POST,
    label=_("Edit"),
    log_words=_("edited"),
    detail_words=tag_words,
    notification=_("A moderator edited your post in “%(topic)s”"),
)


@transaction.atomic
def edit(
    by: User,
    post: Post,
    text: PostText,
    *,
    base: int,
    title: str | None = None,
    tags: Iterable[Tag] | None = None,
) -> Post:
    """Change another's post, and the topic's title and tags; see `revising.revise` for what it raises.

    It has a form and a result of its own: it asks for a text instead of a reason, and may raise Conflict.
    """
    POST.lock(by, post)
    revised = revising.revise(by, post, text, base=base, title=title)
    detail: Detail = {}
    if revised.revision != base:
        detail["revision"] = revised.revision
    if tags is not None and revised.is_first and tagging.retag(by, revised.topic, tags):
        detail["tags"] = [tag.name for tag in tags]
    if detail:
        editing.log(by, revised, "", detail)
    return revised


ACTS = (remove, restore, editing)
