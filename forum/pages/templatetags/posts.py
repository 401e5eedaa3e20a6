"""The posts of a page, see `forum.pages.posts.kept_posts`."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from forum.pages.posts import kept_posts
from forum.pages.posts.row import PostRow

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_post(context: Context, row: PostRow) -> SafeString:
    return kept_posts.shown_post(row, context)
