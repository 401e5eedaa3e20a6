"""Messages that stand in the post they are about: after an act the browser goes there, not to the page's top."""

from collections.abc import Iterable
from typing import Protocol

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from forum.pages.addresses import row_number
from forum.posts.models import Post

# In a message's tags it stands before the post's number, and after a blank what other tags there are.
MARK = "beside-post:"


class Row(Protocol):
    post: Post
    said: list[Message]

    @property
    def is_folded(self) -> bool: ...


def beside(post: Post, tags: str = "") -> str:
    """Return the tags of a message that is to stand beside the post; at the page's top, where that is not shown."""
    return f"{MARK}{post.pk} {tags}".strip()


def other_tags(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags.partition(" ")[2] if tags.startswith(MARK) else tags


def say_beside(request: HttpRequest, rows: Iterable[Row]) -> list[Message]:
    """Give the rows what is to be said beside them, and return it: the page's top leaves it out."""
    if not request.user.is_authenticated:
        return []  # Visitors' pages are one for all.
    by_post = {row.post.pk: row for row in rows if not row.is_folded}
    said = []
    for message in get_messages(request):
        tag = (message.extra_tags or "").partition(" ")[0]
        row = by_post.get(row_number(tag.removeprefix(MARK)) or 0) if tag.startswith(MARK) else None
        if row is not None:
            row.said.append(message)
            said.append(message)
    return said
