"""What there is to see of a thing when a hold on it begins: later changes must not take it from a court."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from forum.legal_holds.models import Holdable
from forum.posts.models import Post
from forum.topics.models import Topic

MOST_POSTS = 1_000  # all others keep their rows, with each version of their texts


def evidence_of(thing: Holdable) -> dict[str, Any]:
    facts: dict[str, Any] = {"at": timezone.now().isoformat()}
    if isinstance(thing, Post):
        return facts | {"post": _of_post(thing), "author": _of_member(thing.author)}
    if isinstance(thing, Topic):
        posts = thing.posts.select_related("author").order_by("pk")[:MOST_POSTS]
        said = [_of_post(post) | {"by": post.author.username, "email": post.author.email} for post in posts]
        return facts | {"title": thing.title, "author": _of_member(thing.author), "posts": said}
    # Administrators read this: what stands in conversations keeps its rows, and is shown to nobody.
    written = Post.objects.on_boards().filter(author=thing).order_by("-pk")[:MOST_POSTS]
    return facts | {"member": _of_member(thing), "posts": [_of_post(post) for post in written]}


def _of_post(post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "topic": post.topic_id,
        "source": post.source,
        "written": post.created_at.isoformat(),
        "network": post.ip,
    }


def _of_member(member: User) -> dict[str, Any]:
    return {
        "id": member.pk,
        "username": member.username,
        "display_name": member.display_name,
        "email": member.email,
        "about": member.about,
        "joined": member.date_joined.isoformat(),
        "picture": member.avatar,
    }
