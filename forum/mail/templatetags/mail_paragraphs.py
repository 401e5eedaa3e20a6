from django import template

from accounts.sessions import device_of
from forum.mail.paragraphs import one_line, unlinked

register = template.Library()

register.filter("unlinked", unlinked)
register.filter("one_line", one_line)
register.filter("device", device_of)
