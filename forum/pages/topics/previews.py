"""What a page of a topic says of its posts to other sites, where somebody links to it."""

from collections.abc import Iterable

from forum.markup import excerpt
from forum.markup.preview_pictures import preview_picture
from forum.pages.posts.row import PostRow
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute

LONGEST_DESCRIPTION = 200  # characters


def description_of(posts: Iterable[Post]) -> str:
    """Return the beginning of the first of these posts that is not removed."""
    texts = (post.text for post in posts if not post.is_removed)
    return excerpt(next(texts, ""), LONGEST_DESCRIPTION)


def picture_of(row: PostRow) -> str:
    """Return the address of the first picture in the topic's first post, if this is it; else ""."""
    first = row.post
    is_shown = first.is_first and not first.is_removed and not first.topic.is_removed
    return preview_picture(row.html, absolute("")) if is_shown else ""
