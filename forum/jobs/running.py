"""Paying the consequences of recorded jobs: claim, run, mark. Several workers may do it at once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from forum.jobs import claims
from forum.jobs.models import ATTEMPTS, Job

logger = logging.getLogger(__name__)

ABANDONED_AFTER = Job.ABANDONED_AFTER
KEPT_FOR = timedelta(days=7)

Table = Mapping[str, Sequence[Callable[..., None]]]


def consequences() -> Table:
    return import_string(settings.OUTBOX_CONSEQUENCES)


def rounds() -> Sequence[Callable[[Callable[[], bool]], int]]:
    """What the worker does beside jobs; see `forum.consequences`."""
    return import_string(settings.OUTBOX_ROUNDS)


def reminders() -> Sequence[Callable[[], None]]:
    """What the worker looks for now and then; see `forum.consequences`."""
    return import_string(settings.OUTBOX_REMINDERS)


def run_due(limit: int = 50, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, oldest first, one job after the other; answer how many were tried."""
    table, tried = consequences(), 0
    while tried < limit and not is_stopped() and (job := claim()):
        run(job, table)
        tried += 1
    return tried


def claim() -> Job | None:
    """Take one due job for this worker, or one that a killed worker left running.

    One at a time: a job that waited its turn in a worker's hands could pass for abandoned and run twice.
    """
    for queue in _queues():
        for job in claims.claim(queue):
            claims.begin(job)
            return job
    return None


def _queues() -> tuple[QuerySet[Job], ...]:
    now = timezone.now()
    abandoned = Job.objects.filter(state=Job.State.RUNNING, claimed_at__lt=now - ABANDONED_AFTER)
    due = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now)
    return abandoned.order_by("due_at", "id"), due.order_by("due_at", "id")


def run(job: Job, table: Table) -> None:
    if job.attempts > ATTEMPTS:
        # Only a job whose workers died never came to be postponed; it must not kill one for ever.
        job.postpone(_("The workers that tried this were killed each time."))
        return
    try:
        with claims.at_work_on(job):
            for consequence in table[job.name]:
                claims.keep()
                consequence(**job.payload)
    except claims.Lost:
        logger.warning("jobs: %s took so long that another worker has taken it over", job)
    except Exception as error:
        # Whatever went wrong belongs to this job alone: it waits, the others go on.
        logger.warning("jobs: %s failed at attempt %s: %r", job, job.attempts, error)
        job.postpone(f"{type(error).__name__}: {error}")
    else:
        job.finish()


def forget_old() -> int:
    """Delete what was done long ago; failed jobs stay until somebody has looked at them."""
    deleted, _each = Job.objects.filter(state=Job.State.DONE, done_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
