from django import template

from forum.pages.moderation.undo_messages import entries_to_undo
from forum.pages.undo_messages import undo_address

register = template.Library()

register.filter("undoes", entries_to_undo)
register.filter("undo_address", undo_address)
