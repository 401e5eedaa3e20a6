"""The frame of a page, see `forum.pages.page_frame`."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from forum.pages import page_frame

register = template.Library()


@register.simple_tag(takes_context=True)
def forum_in_head(context: Context) -> SafeString:
    return page_frame.head(context)


@register.simple_tag(takes_context=True)
def page_header(context: Context) -> SafeString:
    return page_frame.header(context)


@register.simple_tag(takes_context=True)
def page_banners(context: Context) -> SafeString:
    return page_frame.banners(context)


@register.simple_tag(takes_context=True)
def new_terms(context: Context) -> SafeString:
    return page_frame.new_terms(context)


@register.simple_tag(takes_context=True)
def page_footer(context: Context) -> SafeString:
    return page_frame.footer(context)
