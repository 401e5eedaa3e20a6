"""Where a post is found by one reader, who may have chosen another number of posts on a page."""

from accounts.models import Reader
from forum.posts.models import PER_PAGE, Post


def per_page(reader: Reader) -> int:
    return reader.posts_per_page if reader.is_authenticated else PER_PAGE


def post_address(reader: Reader, post: Post) -> str:
    """Return the post's address on pages of the size that the reader has chosen."""
    return post.address(per_page(reader))
