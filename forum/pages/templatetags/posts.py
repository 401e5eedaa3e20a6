"""The posts of a page, see `forum.pages.posts.kept_posts`, and what stands on it twice."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forum.pages.follows.control import Control
from forum.pages.kept_parts import Place, included
from forum.pages.posts import kept_posts
from forum.pages.posts import row as post_rows
from forum.pages.posts.row import PostRow
from forum.pages.topics.kept_posts import lines_of

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_post(context: Context, row: PostRow) -> SafeString:
    return kept_posts.shown_post(row, context)


@register.simple_tag
def posts_in_words(n: int | Place) -> str:
    return n if isinstance(n, Place) else post_rows.posts_in_words(n, get_language())


@register.simple_tag(takes_context=True)
def posts_of_page(context: Context) -> SafeString:
    """The posts of a topic's page, with what stands between them."""
    rows, first_new = context["rows"], context["first_new"]
    numbers = [row.post.number for row in rows]
    parts = list(zip(numbers, kept_posts.shown_posts(rows, context), strict=True))
    return SafeString("".join(lines_of(parts, first_new, str, is_last=not context["pages"].next)))


@register.simple_tag(takes_context=True)
def follow_control(context: Context) -> SafeString:
    """The control to follow the topic, which is rendered once for its head and its foot."""
    control = context["control"]
    html: SafeString | None = getattr(control, "html", None)
    if html is None:
        html = included(context, "follows/_control.html")
        if isinstance(control, Control):
            control.html = html
    return html
