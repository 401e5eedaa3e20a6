"""Topics that were pinned until a date are unpinned then. The act that pinned them has said so, and the log with it."""

from django.db import transaction
from django.utils import timezone

from forum.moderation.acts import enqueue_topic_change
from forum.topics.models import Topic

AT_A_TIME = 100


def unpin_due() -> None:
    due = Topic.objects.filter(pinned_until__lte=timezone.now()).order_by("pinned_until")
    for topic_id in list(due.values_list("pk", flat=True)[:AT_A_TIME]):
        unpin(topic_id)


@transaction.atomic
def unpin(topic_id: int) -> None:
    # Asked again of the locked row: somebody may have pinned it for longer.
    rows = Topic.objects.select_for_update(no_key=True).filter(pinned_until__lte=timezone.now())
    if topic := rows.filter(pk=topic_id).first():
        topic.unpin()
        enqueue_topic_change(topic, topic.board_id, "unpin")
