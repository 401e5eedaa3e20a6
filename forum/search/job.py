"""Reindexing as a background job, slice by slice; the worker begins it where an upgrade or a setting asks for it."""

from itertools import islice
from typing import Any

from django.db import transaction

from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job
from forum.jobs.running import keep_claim
from forum.search import reindexing
from forum.search.models import SearchIndex

JOB = "search.reindex"
SLICE = 10  # transactions; between two slices the worker does what else is due


def look_after_index() -> None:
    """Begin to index what is there if the index was made for another language or by an older version."""
    if reindexing.is_whole():
        reindexing.note_whole()
    elif not Job.objects.filter(name=JOB).unfinished().exists():
        request_reindexing()


@transaction.atomic
def request_reindexing() -> None:
    last = Job.objects.filter(name=JOB).order_by("-pk").values_list("pk", flat=True).first()
    # Two workers that ask at the same moment see the same last job, and write the same key.
    enqueue_slice(f"after-{last or 0}", reindexing.begin())


def reindex_slice(*, run: str, **_: Any) -> None:
    if reindexing.is_whole():  # by the command, meanwhile
        return
    index = reindexing.begin()
    for _count in islice(reindexing.run(index), SLICE):
        keep_claim()
    if not reindexing.is_whole():
        with transaction.atomic():
            enqueue_slice(run, index)


def enqueue_slice(run: str, index: SearchIndex) -> None:
    # By its key a slice that was killed after this and is done again writes the next one only once.
    key = f"{JOB}:{run}:{index.renewing_version}:{index.renewing_language}:{index.renewed_to}"
    enqueue(JOB, key=key, run=run)
