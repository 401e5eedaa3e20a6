from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from forum.posts.models import Post


def post_or_404(request: HttpRequest, post_id: int) -> Post:
    """Return a post in a topic that the reader sees. Whether they may read its text is for the rules."""
    posts = Post.objects.placed_for(request.user).select_related("author", "topic__board", "removed_by")
    return get_object_or_404(posts, pk=post_id)
