"""What was removed from the boards that somebody moderates, newest first, to read it and to restore it."""

from typing import Any

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Permissions
from forum.moderation import topic_acts
from forum.moderation.log import moderates_members
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.selecting import Selection
from forum.pages.pagination import Pages
from forum.pages.requests import MemberRequest
from forum.posts.models import Post, PostQuerySet
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.rules import is_allowed

PER_PAGE = 30
ON_REMOVED = ("restore", "move", "tag")
EXCERPT = 240  # letters
ORDER = ("-removed_at", "-pk")


@moderators_only
@require_safe
def removed(request: MemberRequest) -> HttpResponse:
    shows_posts = request.GET.get("show") == "posts"
    rows = removed_posts(request.user) if shows_posts else removed_topics(request.user)
    query = "show=posts" if shows_posts else ""
    pages = Pages.of(request, reverse("moderate-removed"), rows.order_by().count(), PER_PAGE, query)
    things: list[Any] = list(rows[pages.slice])
    on = "posts" if shows_posts else "topics"
    context = {
        "shows_posts": shows_posts,
        "rows": things,
        "selection": Selection.on_page(request, on, things, pages, only=ON_REMOVED),
        "pages": pages,
        "restore_act": topic_acts.restore,
        "sees_members": moderates_members(request.user),
    }
    return render(request, "moderation/removed.html", context)


def removed_topics(reader: User) -> TopicQuerySet:
    """Removed topics are visible to those alone who moderate their board."""
    topics = Topic.objects.visible_to(permissions_of(reader)).filter(removed_at__isnull=False)
    return topics.select_related("board", "author", "removed_by").order_by(*ORDER)


def removed_posts(reader: User) -> PostQuerySet:
    # Of those that were deleted for good there is nothing to read or to restore.
    permissions = permissions_of(reader)
    posts = Post.objects.filter(
        is_allowed(permissions, "moderate", "topic__"), removed_at__isnull=False, erased_at=None
    )
    if not permissions.reader.is_superuser:
        posts = posts.exclude(topic__is_withheld=True)
    posts = posts.select_related("topic__board", "author", "removed_by").defer("source", "html", "text")
    return posts.annotate(beginning=beginning_for(permissions)).order_by(*ORDER)


def beginning_for(permissions: Permissions) -> Case | Substr:
    """Of what is withheld there is nothing to read but for administrators."""
    beginning = Substr("text", 1, EXCERPT)
    if permissions.reader.is_superuser:
        return beginning
    return Case(When(is_withheld=True, then=Value("")), default=beginning, output_field=TextField())
