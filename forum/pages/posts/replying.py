"""Replying to one post: the reply box that says so, and the replies that a post has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from forum.pages.addresses import row_number
from forum.pages.pagination import Pages
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import reply_box_address
from forum.pages.posts.forms import with_new
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.posts.row import post_rows
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import ForumRequest, is_from_script
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts.models import Post
from forum.posts.posts_for_page import posts_for_page
from forum.topics.models import Topic

REPLIES = 20  # on a page


@require_http_methods(["GET", "HEAD", "POST"])
def reply_to_post(request: ForumRequest, post_id: int) -> HttpResponse:
    """Lead to the reply box, which is for this post then. A button beside the box sends its text along to be kept.

    With `stop` the box is for the topic again.
    """
    posts = Post.objects.readable_by(request.user).not_removed().select_related("topic__board")
    post = get_object_or_404(posts, pk=post_id)
    box_for_post = reply_box_address(request.user, post, "answer")
    if not request.user.is_authenticated:
        return to_sign_in(box_for_post)
    if request.method != "POST":
        return SeeOther(box_for_post)
    stops = "stop" in request.POST
    unsent_text.keep(request, post.topic, with_new(request.POST, reply_to="" if stops else post.pk))
    return SeeOther(reply_box_address(request.user, post) if stops else box_for_post)


def post_to_reply_to(request: HttpRequest, topic: Topic, asked: object) -> Post | None:
    """Return the post of this topic with the id that a form or an address holds, if the reader may read it."""
    post_id = row_number(str(asked or ""))
    if not post_id:
        return None
    posts = topic.posts.readable_by(request.user).not_removed().select_related("author")
    return posts.filter(pk=post_id).first()


@require_safe
@cache_control(private=True, no_cache=True)
def replies(request: ForumRequest, post_id: int) -> HttpResponse:
    """The replies to a post in its topic; for a script that opens them in place, without the page around them."""
    post = any_post_or_404(request, post_id)
    found = (
        Post.objects.readably_placed_for(request.user)
        .filter(reply_to=post, topic=post.topic_id)
        .order_by("number")
    )
    pages = Pages.of(request, request.path, found.count(), REPLIES)
    context = {
        "rows": post_rows(
            request.user, post.topic, posts_for_page(found[pages.slice]), request.site_settings
        ),
        "post": post,
        "pages": pages,
    }
    if is_from_script(request):
        response = render(request, "posts/_replies_list.html", context)
    else:
        response = single_post_page(request, post, "posts/replies.html", context)
    response["Vary"] = "X-Requested-With"
    return response
