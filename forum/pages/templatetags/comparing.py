from collections.abc import Sequence

from django import template

from forum.pages.posts.comparing import Row, rows_of
from forum.posts.differences import Passage

register = template.Library()


@register.filter
def rows(passages: Sequence[Passage]) -> list[Row]:
    """What a page shows of the difference between two texts."""
    return list(rows_of(passages))
