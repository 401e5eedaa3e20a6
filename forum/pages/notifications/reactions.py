"""A member's posts that others reacted to: where the daily notification leads."""

from collections import defaultdict

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from forum.markup import excerpt
from forum.notifications.gathering_reactions import MOST_POSTS
from forum.notifications.listing import LONGEST_EXCERPT
from forum.pages.addresses import row_number
from forum.pages.requests import MemberRequest
from forum.posts.models import Post
from forum.reactions.models import Reaction


@login_required
@never_cache
@require_safe
def my_reactions(request: MemberRequest) -> HttpResponse:
    """Those in `?posts=1-2-3`, or the newest with reactions."""
    posts = posts_with_reactions(request.user, request.GET.get("posts"))
    tallies = tallies_of(posts)
    rows = [(post, excerpt(post.text, LONGEST_EXCERPT), tallies[post.pk]) for post in posts]
    return render(request, "notifications/reactions.html", {"rows": rows})


def posts_with_reactions(member: User, sent: str | None) -> list[Post]:
    given = Reaction.objects.filter(post=OuterRef("pk")).exclude(member=member)
    own = Post.objects.readable_by(member).filter(Exists(given), author=member, removed_at=None)
    posts = own.select_related("topic").order_by("-created_at", "-pk")
    if sent is not None:
        posts = posts.filter(pk__in=numbers_or_404(sent))
    return list(posts[:MOST_POSTS])


def numbers_or_404(sent: str) -> list[int]:
    numbers = [row_number(part) for part in sent.split("-")[: MOST_POSTS + 1]]
    known = [number for number in numbers if number is not None]
    if len(known) != len(numbers) or len(known) > MOST_POSTS:
        raise Http404
    return known


def tallies_of(posts: list[Post]) -> dict[int, list[tuple[str, int]]]:
    """The reactions to each, the most frequent first."""
    rows = Reaction.objects.filter(post__in=posts).order_by().values_list("post", "emoji")
    tallies: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for post_id, emoji, count in rows.annotate(n=Count("pk")).order_by("-n", "emoji"):
        tallies[post_id].append((emoji, count))
    return tallies
