"""Running the jobs that are due: claim one, call its functions, settle it. Several workers may do so at once."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum.jobs import handlers
from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job

logger = logging.getLogger(__name__)

RENEWED_AFTER = timedelta(seconds=30)

_current: ContextVar[Job | None] = ContextVar("current job", default=None)


class ClaimLost(Exception):
    """Another worker has taken over the job that this one was running."""


def run_round(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run a few jobs, then the functions registered for every round; return how much was done."""
    return run_due(is_stopped=is_stopped) + sum(work(is_stopped) for work in handlers.EVERY_ROUND)


def run_due(limit: int = 50, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, oldest first; return how many jobs were taken up."""
    count = 0
    # One at a time: a job that waited its turn in a worker's hands could pass for abandoned and run twice.
    while count < limit and not is_stopped() and (claimed := Job.objects.claim(1)):
        run(*claimed)
        count += 1
    return count


def run(job: Job) -> None:
    if not job.begin():
        return
    token = _current.set(job)
    try:
        for function in handlers.FOR_JOBS[job.name]:
            keep_claim()
            function(**job.payload)
    except Exception as error:
        # Whatever went wrong belongs to this job alone: it waits, the others go on.
        logger.warning("jobs: %s failed at attempt %s: %r", job, job.attempts, error)
        job.postpone(f"{type(error).__name__}: {error}")
    else:
        job.finish(Job.State.DONE)
    finally:
        _current.reset(token)


def keep_claim() -> None:
    """Renew the claim on the current job. Work that takes long calls this now and then, so that no other takes it over.

    Raise ClaimLost if another has. Outside of a job nothing happens.
    """
    job = _current.get()
    now = timezone.now()
    if job and job.claimed_at and job.claimed_at < now - RENEWED_AFTER and not job.change(claimed_at=now):
        raise ClaimLost


def run_minutely() -> None:
    begin_day()
    for function in handlers.EVERY_MINUTE:
        function()


def begin_day() -> None:
    """Record once that a day has begun, whichever worker is first."""
    key = f"day.began:{timezone.now().date().isoformat()}"
    if not Job.objects.filter(key=key).exists():
        with transaction.atomic():
            enqueue("day.began", key=key)
