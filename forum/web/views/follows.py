from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.boards.tree import Tree
from forum.follows import following, rules
from forum.follows.models import Follow
from forum.topics.models import Topic
from forum.web import parking
from forum.web.limiting import parks_too_often
from forum.web.middleware.csrf import visitors_may_post
from forum.web.paging import Pages, page_number
from forum.web.responses import SeeOther, to_sign_in
from forum.web.views.errors import too_many

PER_PAGE = 100


def visible(request, topic_id) -> Topic:
    return get_object_or_404(
        Topic.objects.visible_to(request.user).select_related("board", "author"), pk=topic_id
    )


@visitors_may_post
@require_POST
def follow(request, topic_id, slug):
    topic = visible(request, topic_id)
    if not request.user.is_authenticated:
        if parks_too_often(request):
            return too_many(request, 600)
        parking.park_follow(request, topic)
        return to_sign_in(topic.get_absolute_url())
    if not rules.can_follow(request.user, topic):
        raise PermissionDenied
    following.follow(request.user, topic)
    messages.success(request, _("You follow this topic."))
    return SeeOther(topic.get_absolute_url())


@visitors_may_post
@require_POST
def unfollow(request, topic_id, slug):
    topic = visible(request, topic_id)
    if not request.user.is_authenticated:
        return to_sign_in(topic.get_absolute_url())
    following.unfollow(request.user, topic)
    messages.success(request, _("You no longer follow this topic."))
    return SeeOther(topic.get_absolute_url())


def followers(request, topic_id, slug):
    topic = visible(request, topic_id)
    count = max(-(-topic.follower_count // PER_PAGE), 1)
    pages = Pages(request.path, page_number(request), count)
    first = (pages.number - 1) * PER_PAGE
    follows = (
        Follow.objects.standing()
        .filter(topic=topic, member__isnull=False)
        .select_related("member")
        .order_by("created_at", "pk")
    )
    context = {
        "topic": topic,
        "path": Tree(request.user).path(topic.board_id),
        "follows": follows[first : first + PER_PAGE],
        "pages": pages,
    }
    return render(request, "follows/followers.html", context)
