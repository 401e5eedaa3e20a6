"""Quoting a post in the reply box: which post, and the way back to the box without scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import reply_box_address
from forum.pages.posts.pasting import TooLong, converted_for
from forum.pages.posts.quotations import quotation, quoted_lines
from forum.pages.posts.replying import post_to_reply_to
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts.models import Post
from forum.topics.models import Topic


def post_to_quote(request: HttpRequest, topic: Topic) -> Post | None:
    """Return the post that `?quote=` names, if the reader may read it."""
    return post_to_reply_to(request, topic, request.GET.get("quote"))


@require_http_methods(["GET", "HEAD", "POST"])
def quote_post(request: ForumRequest, post_id: int) -> HttpResponse:
    """Answer the quote, for a script that puts it in at the cursor; or keep the box's text and lead back to it."""
    posts = Post.objects.readable_by(request.user).not_removed().select_related("author", "topic__board")
    post = get_object_or_404(posts, pk=post_id)
    if not request.user.is_authenticated:
        return to_sign_in(post.get_absolute_url())
    if request.method != "POST":
        return HttpResponse(
            quotation(post, request.site_settings.markup_options), content_type="text/plain; charset=utf-8"
        )
    if "selected" in request.POST:
        return selection_quoted(request, request.user, post)
    unsent_text.keep(request, post.topic)
    return SeeOther(reply_box_address(request.user, post, "quote"))


def selection_quoted(request: ForumRequest, reader: User, post: Post) -> HttpResponse:
    """Answer a quote of the piece of the post's HTML that somebody has selected, with its Markdown."""
    try:
        words = converted_for(reader, request.POST["selected"])
    except TooLong:
        return HttpResponse(status=422)
    return HttpResponse(quoted_lines(post, words.splitlines()), content_type="text/plain; charset=utf-8")
