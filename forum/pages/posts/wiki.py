"""Making a post a wiki post, and ending that: by its author, or by a moderator, which is logged."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.moderation import wiki_acts
from forum.moderation.acts import Act
from forum.pages.messages_beside_posts import beside
from forum.pages.moderation.undo_messages import say_done
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import post_or_404
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts import rules, wiki_posts
from forum.posts.models import Post


@require_POST
def make_wiki(request: ForumRequest, post_id: int) -> HttpResponse:
    return change(request, post_id, wiki_posts.make_wiki, wiki_acts.make_wiki)


@require_POST
def end_wiki(request: ForumRequest, post_id: int) -> HttpResponse:
    return change(request, post_id, wiki_posts.end_wiki, wiki_acts.end_wiki)


def change(
    request: ForumRequest, post_id: int, own_act: Callable[[User, Post], bool], act: Act[Any]
) -> HttpResponse:
    post = post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(post.get_absolute_url())
    unsent_text.keep(request, post.topic)  # the button is beside the reply box, whose text comes along
    if not rules.can_change_wiki(request.user, post, request.site_settings):
        raise PermissionDenied
    if post.author_id != request.user.pk:
        say_done(request, act, act.perform(request.user, post), post)
    elif own_act(request.user, post):
        messages.success(request, act.said(), beside(post))
    return SeeOther(post_address(request.user, post))
