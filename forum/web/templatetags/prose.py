from django import template

from forum.markup import excerpt
from forum.markup.marking import safe

register = template.Library()

register.filter("prose", safe)
register.filter("excerpt", excerpt)
