"""Our own icons, in the colour of the text. They are drawn by `static/css/icons.css` and `member_icons.css`."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forum.pages.constant_nodes import renders_the_same

register = template.Library()


@register.simple_tag
@renders_the_same
@cache
def icon(name: str) -> SafeString:
    return format_html('<i class="icon i-{}"></i>', name)
