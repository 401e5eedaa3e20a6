from django import template

from forum.pages.undo_messages import undo_address

register = template.Library()

register.filter("undo_address", undo_address)
