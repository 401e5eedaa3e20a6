"""A page about one post: its form, its history, or the question before its removal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.boards.models import path_of
from forum.pages.posts.addresses import post_address
from forum.posts.models import Post


def single_post_page(
    request: HttpRequest, post: Post, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render it with a link back to the post."""
    context |= {
        "post": post,
        "topic": post.topic,
        "path": path_of(request.user, post.topic.board_id),
        "back": post_address(request.user, post),
    }
    return render(request, template, context, status=status)
