"""Reacting to a post, taking it back, and who reacted."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from forum.pages.pagination import Pages
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import any_readable_post_or_404
from forum.pages.posts.row import post_rows
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import MemberRequest, is_from_script
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.posts.team_messages import team_to_show, unnamed_to
from forum.reactions import reacting
from forum.reactions.models import Reaction

BOXES = ("reply-form", "post-acts")  # the forms on a topic's page that the buttons send along
MOST = 100  # members on a page


@login_required
@require_POST
def react(request: MemberRequest, post_id: int) -> HttpResponse:
    """Make what was sent as `emoji` the member's reaction."""
    post = any_readable_post_or_404(request, post_id)
    unsent_text.keep(request, post.topic)
    try:
        reacting.react(request.user, post, request.POST.get("emoji", ""))
    except reacting.UnknownReaction as refusal:
        context = {"refusal": refusal}
        return single_post_page(request, post, "posts/reaction_refused.html", context, status=refusal.status)
    return answer(request, post)


@login_required
@require_POST
def take_back(request: MemberRequest, post_id: int) -> HttpResponse:
    post = any_readable_post_or_404(request, post_id)
    unsent_text.keep(request, post.topic)
    reacting.take_back(request.user, post)
    return answer(request, post)


def answer(request: MemberRequest, post: Post) -> HttpResponse:
    """Lead back to the post; or answer its reactions alone to a script that puts them in their place."""
    if not is_from_script(request):
        return SeeOther(post_address(request.user, post))
    box = request.POST.get("box", "")
    [row] = post_rows(request.user, post.topic, [post], request.site_settings)
    context = {"row": row, "post": post, "box": box if box in BOXES else BOXES[-1]}
    return render(request, "posts/_reactions.html", context)


@require_safe
def reactions(request: HttpRequest, post_id: int) -> HttpResponse:
    """Who reacted, for everybody who may read the post; moderators have no name to the member whom they write to."""
    post = any_readable_post_or_404(request, post_id)
    rows = Reaction.objects.filter(post=post).select_related("member").order_by("-created_at", "-pk")
    pages = Pages.of(request, request.path, rows.count(), MOST)
    shown = list(rows[pages.slice])
    unnamed = unnamed_to(request.user, post.topic, [reaction.member_id for reaction in shown])
    team = team_to_show() if unnamed else None
    for reaction in shown:
        if team is not None and reaction.member_id in unnamed:
            reaction.member = team
    context = {"reactions": shown, "pages": pages}
    return single_post_page(request, post, "posts/reactions.html", context)
