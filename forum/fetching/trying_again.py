"""Rows of a queue, each about an address, that could not be had this time."""

from datetime import timedelta

from django.utils import timezone

from forum.fetching.trouble import FetchFailed, Trouble
from forum.jobs.queue import WAITING, QueueItem


def try_again(item: QueueItem, failure: FetchFailed) -> None:
    """Put it off until the site says, or as ever, until its tries are used up. Not to have asked at all is no try."""
    words = str(failure.trouble.label)
    attempts = item.attempts - (failure.trouble is Trouble.TOO_OFTEN)
    if failure.retry_after is None or attempts >= item.ATTEMPTS:
        item.postpone(words)
    else:
        due = timezone.now() + timedelta(seconds=failure.retry_after + 1)
        item.settle(WAITING, error=words, attempts=attempts, due_at=due)
