from django import template
from django.contrib.messages.storage.base import Message

from forum.pages.moderation.undo_messages import entries_to_undo

register = template.Library()


@register.filter
def undoes(message: Message) -> list[int]:
    """The log entries that the button beside a message undoes."""
    return entries_to_undo(message)
