from django import template

from accounts.names import unlinked

register = template.Library()

register.filter("unlinked", unlinked)
