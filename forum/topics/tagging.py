from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from forum.boards.models import read_permissions
from forum.jobs.enqueuing import enqueue
from forum.topics import rules
from forum.topics.models import Tag, Topic


@transaction.atomic
def retag(by: User, topic: Topic, tags: Iterable[Tag]) -> bool:
    """Give a topic these tags and no others; return whether that changed anything. Who may rename it may do this."""
    # Locked before the rule is asked: the topic may have been locked or removed since the page was shown.
    locked = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    tag_ids = {tag.pk for tag in tags}
    if not rules.can_rename(read_permissions(by), locked) or tag_ids == set(
        locked.tags.values_list("pk", flat=True)
    ):
        return False
    locked.tags.set(tag_ids)
    locked.touch()
    enqueue("topic.retagged", topic_id=topic.pk)
    return True
