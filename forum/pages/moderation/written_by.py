"""Everything by one member that a moderator may see to: posts and topics, removed ones too, and what waits."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from forum.boards.models import permissions_of
from forum.moderation import topic_acts
from forum.moderation.log import moderates_members
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.member_record import member_or_404
from forum.pages.moderation.removed import EXCERPT
from forum.pages.pagination import NewestFirst
from forum.pages.requests import MemberRequest
from forum.posts.models import PendingPost, Post
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

PER_PAGE = 30
KINDS = {"posts": _("Posts"), "topics": _("Topics"), "removed": _("Removed posts"), "waiting": _("Waiting")}


@moderators_only
@require_safe
def written_by(request: MemberRequest, username: str) -> HttpResponse:
    member = member_or_404(username)
    show = request.GET.get("show", "posts")
    show = show if show in KINDS else "posts"
    page = NewestFirst.of(request, rows_of(request.user, member, show), "created_at", PER_PAGE)
    context = {
        "member": member,
        "show": show,
        "kinds": KINDS,
        "page": page,
        "restore_act": topic_acts.restore,
        "sees_members": moderates_members(request.user),
    }
    return render(request, "moderation/written_by.html", context)


def rows_of(
    reader: User, member: User, show: str
) -> QuerySet[Post] | QuerySet[Topic] | QuerySet[PendingPost]:
    """On the boards that the reader moderates."""
    permissions = permissions_of(reader)
    if show == "topics":
        topics = Topic.objects.visible_to(permissions).filter(
            is_allowed(permissions, "moderate"), author=member
        )
        return topics.select_related("board", "author", "removed_by")
    if show == "waiting":
        places = is_allowed(permissions, "moderate", "topic__") | is_allowed(permissions, "moderate")
        return PendingPost.objects.filter(places, author=member).select_related("topic__board", "board")
    posts = Post.objects.visible_to(permissions).filter(is_allowed(permissions, "moderate", "topic__"))
    posts = posts.filter(author=member).select_related("topic__board", "author", "removed_by")
    if show == "removed":
        posts = posts.filter(Q(removed_at__isnull=False) | Q(topic__removed_at__isnull=False))
    return posts.defer("source", "html", "text").annotate(beginning=Substr("text", 1, EXCERPT))
