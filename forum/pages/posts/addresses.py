"""Where a post is found by one reader, who may have chosen another number of posts on a page; and the box below it."""

from accounts.models import Reader
from forum.posts.models import Post
from forum.posts.page_numbers import PER_PAGE


def per_page(reader: Reader) -> int:
    return reader.posts_per_page if reader.is_authenticated else PER_PAGE


def post_address(reader: Reader, post: Post) -> str:
    """Return the post's address on pages of the size that the reader has chosen."""
    return post.address(per_page(reader))


def reply_box_address(reader: Reader, post: Post, about: str = "") -> str:
    """Return the address of the reply box on the post's page; it quotes or answers the post if `about` says so."""
    page = post.page_address(per_page(reader))
    query = f"{'&' if '?' in page else '?'}{about}={post.pk}" if about else ""
    return f"{page}{query}#reply"
