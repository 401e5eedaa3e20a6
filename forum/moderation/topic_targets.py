"""Topics as what acts are done to: read anew, and only by those who may still moderate them."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from forum.boards.models import read_permissions
from forum.moderation.acts import Target
from forum.topics import rules
from forum.topics.models import Topic
from forum.topics.rules import may


def lock_row(by: User, topic: Topic) -> Topic:
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    if topic.is_merged or topic.is_erased or not may(read_permissions(by), "moderate", topic):
        raise PermissionDenied
    return topic


TOPIC = Target("topic", "topics.change_topic", rules.can_moderate, lock_row)
