from django import template

from accounts.names import unlinked
from accounts.sessions import device_of

register = template.Library()

register.filter("unlinked", unlinked)
register.filter("device", device_of)
