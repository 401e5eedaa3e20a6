"""Paying the consequences of recorded events: claim, run, mark. Several workers may do it at once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from forum.jobs import claims
from forum.jobs.models import ATTEMPTS, Event

logger = logging.getLogger(__name__)

ABANDONED_AFTER = Event.ABANDONED_AFTER
KEPT_FOR = timedelta(days=7)

Table = Mapping[str, Sequence[Callable[..., None]]]


def consequences() -> Table:
    return import_string(settings.OUTBOX_CONSEQUENCES)


def rounds() -> Sequence[Callable[[Callable[[], bool]], int]]:
    """What the worker does beside events; see `forum.consequences`."""
    return import_string(settings.OUTBOX_ROUNDS)


def reminders() -> Sequence[Callable[[], None]]:
    """What the worker looks for now and then; see `forum.consequences`."""
    return import_string(settings.OUTBOX_REMINDERS)


def work_off(limit: int = 50, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, oldest first, one event after the other; answer how many were tried."""
    table, tried = consequences(), 0
    while tried < limit and not is_stopped() and (event := claim()):
        run(event, table)
        tried += 1
    return tried


def claim() -> Event | None:
    """Take one due event for this worker, or one that a killed worker left running.

    One at a time: an event that waited its turn in a worker's hands could pass for abandoned and run twice.
    """
    for queue in _queues():
        for event in claims.claim(queue):
            claims.begin(event)
            return event
    return None


def _queues() -> tuple[QuerySet[Event], ...]:
    now = timezone.now()
    abandoned = Event.objects.filter(state=Event.State.RUNNING, claimed_at__lt=now - ABANDONED_AFTER)
    due = Event.objects.filter(state=Event.State.WAITING, due_at__lte=now)
    return abandoned.order_by("due_at", "id"), due.order_by("due_at", "id")


def run(event: Event, table: Table) -> None:
    if event.attempts > ATTEMPTS:
        # Only an event whose workers died never came to be postponed; it must not kill one for ever.
        event.postpone(_("The workers that tried this were killed each time."))
        return
    try:
        with claims.at_work_on(event):
            for consequence in table[event.name]:
                claims.keep()
                consequence(**event.payload)
    except claims.Lost:
        logger.warning("outbox: %s took so long that another worker has taken it over", event)
    except Exception as error:
        # Whatever went wrong belongs to this event alone: it waits, the others go on.
        logger.warning("outbox: %s failed at attempt %s: %r", event, event.attempts, error)
        event.postpone(f"{type(error).__name__}: {error}")
    else:
        event.finish()


def forget_old() -> int:
    """Delete what was done long ago; failed events stay until somebody has looked at them."""
    deleted, _each = Event.objects.filter(
        state=Event.State.DONE, done_at__lt=timezone.now() - KEPT_FOR
    ).delete()
    return deleted
