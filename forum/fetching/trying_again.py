"""Rows of a queue, each about an address, that could not be had this time."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from forum.fetching.trouble import FetchFailed, Trouble
from forum.jobs.queue import UNFINISHED, WAITING, Item, QueueItem, QueueQuerySet

DAY = timedelta(days=1)


def try_again(item: QueueItem, failure: FetchFailed) -> None:
    """Put it off until the site says, or as ever, until its tries are used up. Not to have asked at all is no try."""
    words = str(failure.trouble.label)
    attempts = item.attempts - (failure.trouble is Trouble.TOO_OFTEN)
    if failure.retry_after is None or attempts >= item.ATTEMPTS:
        item.postpone(words)
    else:
        due = timezone.now() + timedelta(seconds=failure.retry_after + 1)
        item.settle(WAITING, error=words, attempts=attempts, due_at=due)


def put_off(item: QueueItem, seconds: int) -> None:
    """Let it wait without having been tried: it is not the turn of who wants it."""
    due = timezone.now() + timedelta(seconds=seconds + 1)
    item.settle(WAITING, attempts=item.attempts - 1, due_at=due)


def count_today(rows: QueueQuerySet[Item]) -> int:
    """How many of these were done within a day, or have been tried and wait to be tried again."""
    is_tried = Q(state__in=UNFINISHED, attempts__gt=0)
    return rows.filter(Q(done_at__gte=timezone.now() - DAY) | is_tried).count()
