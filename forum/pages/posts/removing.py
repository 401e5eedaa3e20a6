"""Removing a post and restoring it: by its author, without a reason, or by a moderator, who gives one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.moderation import post_acts, topic_acts
from forum.moderation.acts import Act
from forum.pages.addresses import next_or
from forum.pages.moderation.views import act_page
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.pages.undo_messages import success_with_undo
from forum.posts import removing, rules
from forum.posts.models import Post
from forum.posts.team_messages import is_author
from forum.topics.models import Topic


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ForumRequest, post_id: int) -> HttpResponse:
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    require_either(request.user, post)
    if not is_author(request.user, post):
        if removing.takes_topic_along(post):
            return moderate(request, topic_acts.remove, post.topic, post)
        return moderate(request, post_acts.remove, post, post)
    if request.method != "POST":
        return confirm_page(request, post, "remove")
    if removing.remove_own(request.user, post):
        if removing.takes_topic_along(post):
            messages.success(request, _("Topic removed."))
        else:
            success_with_undo(request, _("Post removed."), reverse("post-restore", args=[post.pk]))
    if not Topic.objects.readable_by(request.user).filter(pk=post.topic_id).exists():
        return SeeOther(post.topic.list_address)
    return SeeOther(post_address(request.user, post))


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: ForumRequest, post_id: int) -> HttpResponse:
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    require_either(request.user, post)
    is_own = is_author(request.user, post) and (post.is_removed_by_author or not post.is_removed)
    if not is_own:
        return moderate(request, post_acts.restore, post, post)
    if request.method != "POST":
        return confirm_page(request, post, "restore")
    if removing.restore_own(request.user, post):
        messages.success(request, _("Post restored."))
    return SeeOther(post_address(request.user, post))


def require_either(reader: User, post: Post) -> None:
    """Raise PermissionDenied unless the reader may remove the post or, if somebody was quicker, restore it."""
    if not (rules.can_restore if post.is_removed else rules.can_remove)(reader, post):
        raise PermissionDenied


def moderate(request: ForumRequest, act: Act[Any], thing: Post | Topic, post: Post) -> HttpResponse:
    back = next_or(request, post_address(request.user, post))
    excerpt = post.html if rules.can_read(request.user, post) else ""
    return act_page(request, act, thing, {"topic": post.topic, "back": back, "excerpt": excerpt})


def confirm_page(request: ForumRequest, post: Post, act: str) -> HttpResponse:
    context = {"act": act, "removes_topic": act == "remove" and removing.takes_topic_along(post)}
    return single_post_page(request, post, "posts/confirm.html", context)
