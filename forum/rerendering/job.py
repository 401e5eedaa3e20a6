"""Rendering again as a background job, for owners without a shell. Each job does a slice and writes the next one."""

import logging
from typing import Any

from django.db import transaction

from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job
from forum.jobs.running import keep_claim
from forum.rerendering.rendering import Rerendering, note_site_texts
from forum.rerendering.stored_texts import KINDS
from forum.site.models import SiteSettings

JOB = "texts.rerender"
SLICE = 500  # rows; between two slices the worker does what else is due

logger = logging.getLogger(__name__)


def is_under_way() -> bool:
    return Job.objects.filter(name=JOB).unfinished().exists()


@transaction.atomic
def request_rerendering(*, is_all: bool) -> bool:
    """Have the worker render all texts again, or those of an older version. Return False if it is at it already."""
    if is_under_way():
        return False
    last = Job.objects.filter(name=JOB).order_by("-pk").values_list("pk", flat=True).first()
    # Whoever asks at the same moment sees the same last job, and writes the same key.
    _enqueue_slice(f"after-{last or 0}", is_all, next(iter(KINDS)), 0)
    return True


@transaction.atomic
def request_pictures() -> None:
    """Have the worker render the texts with pictures again, after the owner has chosen what readers get of them.

    Even while it renders others, some of which it has rendered with the former choice.
    """
    run = f"pictures-{SiteSettings.current().version}"
    _enqueue_slice(run, False, next(iter(KINDS)), 0, with_pictures=True)


def rerender_slice(
    *, run: str, is_all: bool, kind: str, after: int, with_pictures: bool = False, **_: Any
) -> None:
    # Members are served on the other processors.
    work = Rerendering(is_all=is_all, with_pictures=with_pictures, processors=1)
    count = 0
    for rows in work.run_kind(KINDS[kind], after, SLICE):
        count, after = count + len(rows), rows[-1].pk
        keep_claim()
    for address, reason in work.report.kept:
        logger.warning("%s keeps its old HTML: %s", address, reason)
    later_kinds = list(KINDS)[list(KINDS).index(kind) + 1 :]
    with transaction.atomic():
        if count == SLICE:
            _enqueue_slice(run, is_all, kind, after, with_pictures)
        elif later_kinds:
            _enqueue_slice(run, is_all, later_kinds[0], 0, with_pictures)
        elif not with_pictures:
            note_site_texts()


def _enqueue_slice(run: str, is_all: bool, kind: str, after: int, with_pictures: bool = False) -> None:
    # By its key a slice that was killed after this and is done again writes the next one only once.
    key = f"{JOB}:{run}:{kind}:{after}"
    enqueue(JOB, key=key, run=run, is_all=is_all, kind=kind, after=after, with_pictures=with_pictures)
