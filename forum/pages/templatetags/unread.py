from collections.abc import Mapping

from django import template

from forum.reading.unread import Unread
from forum.topics.models import Topic

register = template.Library()


@register.filter
def of_topic(unread: Mapping[int, Unread] | None, topic: Topic) -> Unread | None:
    """What is unread in this topic, of the topics of a list; nothing where a list does not say."""
    return unread.get(topic.pk) if unread else None
