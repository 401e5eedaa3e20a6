from django import template

from forum.markup import excerpt
from forum.markup.safe_html import safe
from forum.markup.unicode_text import set_apart

register = template.Library()

register.filter("prose", safe)
register.filter("excerpt", excerpt)


@register.filter
def apart(thing) -> str:
    return set_apart(str(thing))
