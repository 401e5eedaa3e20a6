"""Running the jobs that are due: claim one, call its functions, settle it. Several workers may do so at once."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.db import Error, transaction
from django.utils import timezone

from forum.database.outages import is_lost_connection
from forum.jobs import handlers
from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job

logger = logging.getLogger(__name__)

RENEWED_AFTER = timedelta(seconds=30)
REST = 10.0  # seconds
SEVERAL = 25  # jobs that are run together at the most: how many a kill leaves to be taken over

_rests_until: dict[Callable[..., object], float] = {}

_current: ContextVar[Sequence[Job]] = ContextVar("current jobs", default=())


class ClaimLost(Exception):
    """Another worker has taken over the job that this one was running."""


def run_round(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run a few jobs, then the functions registered for every round; return how much was done."""
    return run_each([run_jobs, *handlers.EVERY_ROUND], is_stopped)


def run_jobs(is_stopped: Callable[[], bool]) -> int:
    return run_due(is_stopped=is_stopped)


def run_each(functions: Iterable[Callable[..., int | None]], *arguments: Any) -> int:
    """Call each of these; return the sum of their answers. What is wrong with one must not hold up the others.

    One that fails rests. Raise an error of the database once all have had their turn, or at once where it is gone.
    """
    count, database_error = 0, None
    for function in functions:
        if _rests_until.get(function, 0.0) > time.monotonic():
            continue
        try:
            count += function(*arguments) or 0
        except Error as error:
            if is_lost_connection(error):
                raise
            logger.exception("jobs: %s failed", name_of(function))
            database_error = error
        except Exception:
            logger.exception("jobs: %s failed", name_of(function))
            _rests_until[function] = time.monotonic() + REST
    if database_error:
        raise database_error
    return count


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', '')}"


def run_due(limit: int = 50, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, oldest first; return how many jobs were taken up.

    Of those that are run together, what falls due after a few of them were run is left to gather until the next call.
    """
    count, gathering = 0, set[str]()
    while count < limit and not is_stopped() and (taken_up := run_next(limit - count, gathering)):
        count += taken_up
    return count


def run_next(limit: int, gathering: set[str]) -> int:
    """Run the job that has been due for longest, with those like it that can be run together.

    Those of the names that are gathering are left, and the name of a few that were run together is added to them.
    """
    jobs = Job.objects.exclude(name__in=gathering)
    first = jobs.due().values_list("name", "attempts").first()
    # What a dead worker has left comes before all of these.
    if first and first[1] == 0 and is_for_several(first[0]) and not jobs.abandoned().exists():
        most = min(SEVERAL, limit)
        several = jobs.filter(name=first[0]).claim_new(most)
        if several:
            if len(several) < most:
                gathering.add(first[0])
            run_together(several)
            return len(several)
    # One at a time: a job that waited its turn in a worker's hands could pass for abandoned and run twice.
    claimed = jobs.claim(1)
    for job in claimed:
        run(job)
    return len(claimed)


def is_for_several(name: str) -> bool:
    return any(function in handlers.TOGETHER for function in handlers.FOR_JOBS.get(name, ()))


def run_together(jobs: Sequence[Job]) -> None:
    """Run jobs of one name that were never tried: a few transactions for all of them."""
    token = _current.set(jobs)
    try:
        for function in handlers.FOR_JOBS[jobs[0].name]:
            keep_claim()
            if for_several := handlers.TOGETHER.get(function):
                for_several([job.payload for job in jobs])
                continue
            for job in jobs:
                function(**job.payload)
                keep_claim()
    except Exception as error:
        logger.warning("jobs: %s of %s failed together: %r", len(jobs), jobs[0].name, error)
        is_whole = False
    else:
        is_whole = True
    finally:
        _current.reset(token)
    if is_whole:
        Job.objects.finish_all(jobs, Job.State.DONE)
        return
    # Whichever it is, the others go on.
    for job in jobs:
        run(job)


def run(job: Job) -> None:
    if not job.begin():
        return
    token = _current.set([job])
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
    """Renew the claim on the current jobs. What takes long calls this now and then, so that no other takes it over.

    Raise ClaimLost if another has. Outside of a job nothing happens.
    """
    now = timezone.now()
    for job in _current.get():
        if job.claimed_at and job.claimed_at < now - RENEWED_AFTER and not job.change(claimed_at=now):
            raise ClaimLost


def run_minutely() -> None:
    begin_day()
    run_each(handlers.EVERY_MINUTE)


def begin_day() -> None:
    """Record once that a day has begun, whichever worker is first."""
    key = f"day.began:{timezone.now().date().isoformat()}"
    if not Job.objects.filter(key=key).exists():
        with transaction.atomic():
            enqueue("day.began", key=key)
