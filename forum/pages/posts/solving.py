"""Saying which reply solved a topic: by its starter, or by a moderator, which is logged."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.moderation import solution_acts
from forum.moderation.acts import Act
from forum.moderation.post_acts import POST
from forum.pages.messages_beside_posts import beside
from forum.pages.moderation.undo_messages import say_done
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import post_or_404
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts import solving
from forum.posts.models import Post


@require_POST
def solve(request: ForumRequest, post_id: int) -> HttpResponse:
    return mark(request, post_id, solution_acts.solve, solving.mark)


@require_POST
def unsolve(request: ForumRequest, post_id: int) -> HttpResponse:
    return mark(request, post_id, solution_acts.unsolve, solving.unmark)


def mark(
    request: ForumRequest, post_id: int, act: Act[Post], own: Callable[[User, Post], bool]
) -> HttpResponse:
    """Do it as the topic's starter or, logged and with a button that undoes it, as a moderator."""
    post = post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(post.get_absolute_url())
    unsent_text.keep(request, post.topic)
    if post.topic.author_id == request.user.pk:
        own(request.user, post)
        messages.success(request, str(act.done), beside(post))
    elif POST.allows(request.user, post):
        say_done(request, act, act.perform(request.user, post), post)
    else:
        raise PermissionDenied
    return SeeOther(post_address(request.user, post))
