"""On which page of its topic a post stands, by its number."""

import math

from forum.topics.models import Topic

PER_PAGE = 20
PER_PAGE_CHOICES = (10, 20, 50, 100)


def page_of(number: int, per_page: int) -> int:
    """The page on which the post with this number stands."""
    return (number - 1) // per_page + 1


def pages_of(topic: Topic, per_page: int) -> int:
    return max(math.ceil(topic.last_number / per_page), 1)


def page_query(page: int, per_page: int) -> str:
    """Return the query of a page's address that leads everybody to the same posts.

    `page=` counts pages of the forum's own size; readers with another size get `from=`, the
    number of the page's first post.
    """
    if page == 1:
        return ""
    return f"page={page}" if per_page == PER_PAGE else f"from={(page - 1) * per_page + 1}"
