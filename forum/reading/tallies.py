"""How many replies each topic has got lately, counted by the worker: reading the list of them counts nothing.

A topic is counted when something is posted, removed or restored in it, and every topic once a day, for a period begins
at midnight (UTC) so many days ago.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from forum.jobs.enqueuing import enqueue
from forum.posts.models import Post
from forum.reading.models import Period, TopicTally
from forum.topics.models import Topic

JOB = "topics.tally"
SLICE = 500  # topics; between two slices the worker does what else is due
DAYS = {Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}


def beginning(period: Period) -> datetime:
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=DAYS[period])


def begin_recount(**_: Any) -> None:
    """Have all topics counted that have got a reply within a year, and forget the others."""
    TopicTally.objects.filter(topic__last_post_at__lt=beginning(Period.YEAR)).delete()
    with transaction.atomic():
        _enqueue_slice(timezone.now().date().isoformat(), 0)


def recount_slice(*, run: str, after: int, **_: Any) -> None:
    recent = Topic.objects.on_boards().filter(pk__gt=after, last_post_at__gte=beginning(Period.YEAR))
    ids = list(recent.order_by("pk").values_list("pk", flat=True)[:SLICE])
    recount(ids)
    if len(ids) == SLICE:
        with transaction.atomic():
            _enqueue_slice(run, ids[-1])


def recount(topic_ids: Iterable[int]) -> None:
    """Set the tallies of these topics by a count."""
    ids = list(topic_ids)
    counted = _counted(ids)
    with transaction.atomic():
        kept = {
            (topic_id, period): (pk, replies)
            for pk, topic_id, period, replies in TopicTally.objects.filter(topic__in=ids).values_list(
                "pk", "topic_id", "period", "replies"
            )
        }
        gone = [pk for key, (pk, _replies) in kept.items() if key not in counted]
        TopicTally.objects.filter(pk__in=gone).delete()
        changed = [key for key, replies in counted.items() if kept.get(key, (0, 0))[1] != replies]
        # In one order, or two workers that count at once would wait for each other.
        TopicTally.objects.bulk_create(
            [TopicTally(topic_id=key[0], period=key[1], replies=counted[key]) for key in sorted(changed)],
            update_conflicts=True,
            unique_fields=["topic", "period"],
            update_fields=["replies"],
        )


def _counted(topic_ids: list[int]) -> dict[tuple[int, str], int]:
    """The number of replies that stand, by topic and period, where there are any."""
    of_period = {period.value: Count("pk", filter=Q(created_at__gte=beginning(period))) for period in Period}
    replies = Post.objects.not_removed().filter(
        topic__in=topic_ids, number__gt=1, created_at__gte=beginning(Period.YEAR)
    )
    rows = replies.order_by().values_list("topic").annotate(**of_period)
    return {
        (topic_id, period): count
        for topic_id, *counts in rows
        for period, count in zip(of_period, counts, strict=True)
        if count
    }


def _enqueue_slice(run: str, after: int) -> None:
    # By its key a slice that was killed after this and is done again writes the next one only once.
    enqueue(JOB, key=f"{JOB}:{run}:{after}", run=run, after=after)
