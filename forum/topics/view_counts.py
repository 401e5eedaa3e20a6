"""Counting views without a write for every read: each process gathers them and adds them up now and then."""

from operator import add

from django.db.models import F

from forum.database.deferred_writes import WriteBuffer
from forum.topics.models import Topic


def write(counts: dict[int, int]) -> None:
    # In one order, or two processes that add at once would wait for each other.
    for topic_id, views in sorted(counts.items()):
        Topic.objects.filter(pk=topic_id).update(view_count=F("view_count") + views)


VIEWS = WriteBuffer("views", write, add, pause=15.0)


def count_view(topic_id: int) -> None:
    VIEWS.note(topic_id, 1)
