"""Claims on jobs: taken, renewed, given back, settled. Slow is not dead, and what is dead is taken over.

Each claim has a token that stands in the row. Whoever works on a row asks before each piece of work whether the token
is still theirs, since another worker takes over what looks abandoned. This process remembers what it holds, so that a
database which went away finds it given back as soon as it answers again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from forum.jobs import models

J = TypeVar("J", bound="models.QueueItem")

RENEWED_AFTER = timedelta(seconds=30)

# What this process has in hand, and what it has done but could not note any more.
_held: dict[tuple[type[models.QueueItem], int], str] = {}
_unsettled: list[tuple[models.QueueItem, dict[str, Any]]] = []
_current: ContextVar[models.QueueItem | None] = ContextVar("current job", default=None)


class Lost(Exception):
    """Another worker has taken over what this one was working on."""


def claim(queue: QuerySet[J], size: int = 1) -> list[J]:
    """Take the first of these rows for this worker. None of them counts as tried before it is begun."""
    # The look before costs no lock, so an idle worker never holds up somebody who posts.
    return _take(queue, size) if queue.exists() else []


@transaction.atomic
def _take(queue: QuerySet[J], size: int) -> list[J]:
    if connection.features.has_select_for_update_skip_locked:
        queue = queue.select_for_update(skip_locked=True, of=("self",))
    jobs = list(queue[:size])
    token = uuid.uuid4().hex
    mark = {"state": queue.model.IN_HAND, "claim": token, "claimed_at": timezone.now()}
    for job in jobs:
        # Before the row says so: the answer to a commit may be lost on its way.
        _held[type(job), job.pk] = token
        _set(job, mark)
    queue.model._default_manager.filter(pk__in=[job.pk for job in jobs]).update(**mark)
    return jobs


def begin(job: models.QueueItem) -> bool:
    """Count a try and renew the claim; answer False where the row is another worker's by now."""
    if not _renew(job, attempts=F("attempts") + 1):
        return False
    job.attempts += 1
    return True


def keep() -> None:
    """To be called now and then by work that takes long: the job it is done for stays this worker's.

    Raises Lost where it is not any more. Outside of a job nothing happens.
    """
    job = _current.get()
    if job is None or (job.claimed_at and timezone.now() - job.claimed_at < RENEWED_AFTER):
        return
    if not _renew(job):
        raise Lost(job)


@contextmanager
def at_work_on(job: models.QueueItem) -> Iterator[None]:
    """What runs inside may `keep` this job."""
    before = _current.set(job)
    try:
        yield
    finally:
        _current.reset(before)


def settle(job: models.QueueItem, **changes: Any) -> bool:
    """Let go of a job with these last words on it; answer False where another worker has taken it over."""
    try:
        is_mine = bool(_mine(job).update(claim="", **changes))
    except Error:
        # What is done stays done, though the database cannot be told before it is back.
        if changes.get("state") != models.WAITING:
            _unsettled.append((job, changes))
            _held.pop((type(job), job.pk), None)
        raise
    _held.pop((type(job), job.pk), None)
    if is_mine:
        _set(job, changes)
    return is_mine


def give_back(jobs: Sequence[models.QueueItem], **changes: Any) -> None:
    """Let go of jobs that were claimed together and not begun."""
    if not jobs:
        return
    model, token = type(jobs[0]), jobs[0].claim
    mine = model._default_manager.filter(pk__in=[job.pk for job in jobs], claim=token, state=model.IN_HAND)
    mine.update(state=models.WAITING, claim="", **changes)
    for job in jobs:
        _held.pop((model, job.pk), None)


def take_back_own() -> None:
    """Give back whatever this process still holds, after its database was away or before it ends."""
    while _unsettled:
        job, changes = _unsettled.pop()
        try:
            _mine(job).update(claim="", **changes)
        except (OperationalError, InterfaceError):
            _unsettled.append((job, changes))
            raise
    for (model, pk), token in list(_held.items()):
        mine = model._default_manager.filter(pk=pk, claim=token, state=model.IN_HAND)
        mine.update(state=models.WAITING, claim="")
        del _held[model, pk]


def _renew(job: models.QueueItem, **changes: Any) -> bool:
    now = timezone.now()
    if not _mine(job).update(claimed_at=now, **changes):
        _held.pop((type(job), job.pk), None)
        return False
    job.claimed_at = now
    return True


def _mine(job: models.QueueItem) -> QuerySet[models.QueueItem]:
    return type(job)._default_manager.filter(pk=job.pk, claim=job.claim, state=job.IN_HAND)


def _set(job: models.QueueItem, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(job, field, value)
