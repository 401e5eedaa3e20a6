from collections.abc import Iterable

from django.db import transaction

from forum.boards.permissions import Access
from forum.topics import rules
from forum.topics.models import Tag, Topic


@transaction.atomic
def retag(by, topic: Topic, tags: Iterable[Tag]) -> bool:
    """Give a topic these tags and no others; answer whether that changed anything. Who may rename it may do this."""
    locked = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    Access.afresh(by)
    wanted = {tag.pk for tag in tags}
    if not rules.can_rename(by, locked) or wanted == set(locked.tags.values_list("pk", flat=True)):
        return False
    locked.tags.set(wanted)
    locked.touch()
    return True
