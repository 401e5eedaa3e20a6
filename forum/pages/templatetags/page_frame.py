"""The frame of a page, see `forum.pages.frame`."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from forum.pages import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def forum_in_head(context: Context) -> SafeString:
    return frame.head(context)


@register.simple_tag(takes_context=True)
def page_header(context: Context) -> SafeString:
    return frame.header(context)


@register.simple_tag(takes_context=True)
def page_footer(context: Context) -> SafeString:
    return frame.footer(context)
