from django import template
from django.contrib.messages.storage.base import Message
from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def messages_at_top(context: Context) -> list[Message]:
    """The page's messages, but for those that stand beside its posts."""
    # By what they are: equal ones may be about different posts.
    beside = {id(message) for message in context.get("said_beside_posts") or ()}
    return [message for message in context.get("messages") or () if id(message) not in beside]
