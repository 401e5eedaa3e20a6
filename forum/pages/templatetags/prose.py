from django import template

from forum.markup import excerpt
from forum.markup.trusted_html import page_html_with_videos, titled_page_html
from forum.markup.unicode_text import set_apart
from forum.own_pages.headings import with_anchors

register = template.Library()

register.filter("prose", page_html_with_videos)
register.filter("titled_prose", titled_page_html)
register.filter("excerpt", excerpt)
register.filter("anchored", with_anchors)


@register.filter
def apart(thing: object) -> str:
    return set_apart(str(thing))
