"""Sharing a post: its address, and links to other sites. Nothing is loaded from there, and nothing is counted."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forum.pages.posts.share_links import share_links
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import ForumRequest, is_from_script
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute


@require_safe
@cache_control(private=True, no_cache=True)
def share(request: ForumRequest, post_id: int) -> HttpResponse:
    """Show the ways to share a post; to a script, which opens them below the post, without the page around them."""
    posts = Post.objects.visible_to(request.user).not_removed().select_related("topic__board")
    post = get_object_or_404(posts, pk=post_id)
    address = absolute(post.get_absolute_url())
    context = {
        "post": post,
        "topic": post.topic,
        "address": address,
        "links": share_links(address, post.topic.title),
    }
    if is_from_script(request):
        response = render(request, "posts/_share.html", context)
    else:
        response = single_post_page(request, post, "posts/share.html", context)
    response["Vary"] = "X-Requested-With"
    return response
