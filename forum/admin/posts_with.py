"""The posts that have a picture or a link, as its page in the admin names them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MOST_POSTS = 5  # that are named


def post_link(pk: int) -> SafeString:
    return format_html('<a href="{}">#{}</a>', reverse("post", args=[pk]), pk)


def newest_posts(uses: QuerySet[Any]) -> SafeString:
    """Links to them. Their numbers alone: whoever looks here may not see every board; nothing of conversations."""
    posts = uses.filter(post__topic__board__isnull=False).order_by("-post_id")
    ids = posts.values_list("post_id", flat=True)[:MOST_POSTS]
    return format_html_join(", ", "{}", ((post_link(pk),) for pk in ids))
