from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from forum.pages.topics.lookup import topic_or_gone
from forum.posts import rules
from forum.posts.models import Post


def post_or_404(request: HttpRequest, post_id: int) -> Post:
    """Return a post in a topic that the reader sees. Whether they may read its text is for the rules."""
    posts = Post.objects.placed_for(request.user).select_related("author", "topic__board", "removed_by")
    return get_object_or_404(posts, pk=post_id)


def any_post_or_404(request: HttpRequest, post_id: int) -> Post:
    """The same, or a message in a conversation in which the reader takes part."""
    posts = Post.objects.readably_placed_for(request.user).select_related(
        "author", "topic__board", "removed_by"
    )
    return get_object_or_404(posts, pk=post_id)


def post_or_gone(request: HttpRequest, post_id: int) -> Post:
    """The same, but raise Gone if its topic was removed, as `topic_or_gone` does."""
    try:
        return any_post_or_404(request, post_id)
    except Http404:
        topic_id = Post.objects.filter(pk=post_id).values_list("topic", flat=True).first()
        topic_or_gone(request.user, topic_id or 0)
        raise


def any_readable_post_or_404(request: HttpRequest, post_id: int) -> Post:
    """Any post whose text the reader may read."""
    return _readable(request, any_post_or_404(request, post_id))


def readable_post_or_404(request: HttpRequest, post_id: int) -> Post:
    """The same, but no message."""
    return _readable(request, post_or_404(request, post_id))


def _readable(request: HttpRequest, post: Post) -> Post:
    if not rules.can_read(request.user, post):
        raise Http404
    return post
