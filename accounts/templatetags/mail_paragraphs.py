from django import template

from accounts.mail_paragraphs import one_line, unlinked
from accounts.sessions import device_of

register = template.Library()

register.filter("unlinked", unlinked)
register.filter("one_line", one_line)
register.filter("device", device_of)
