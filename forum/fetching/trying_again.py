"""Rows of a queue, each about an address, that could not be had this time."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from forum.fetching.trouble import FetchFailed, FetchRefused, Trouble
from forum.jobs.queue import UNFINISHED, WAITING, Item, QueueItem, QueueQuerySet

DAY = timedelta(days=1)

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def put_off_on_trouble(item: QueueItem, give_up: Callable[[str], object]) -> Iterator[None]:
    """Whatever goes wrong in here with one item, it is put off or given up, and the others go on."""
    try:
        yield
    except FetchFailed as failure:
        try_again(item, failure)
    except FetchRefused as refusal:
        give_up(str(refusal.trouble.label))
    except OSError as error:
        # The disk is full, or the object storage is away.
        item.postpone(f"{type(error).__name__}: {error}")
    except Exception as error:
        logger.exception("%s: %s failed at attempt %s", item._meta.app_label, item.pk, item.attempts)
        item.postpone(f"{type(error).__name__}: {error}")


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
