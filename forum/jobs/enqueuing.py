from functools import cache
from typing import Any

from django.db import transaction

from forum.database.prepared_writes import PreparedInsert
from forum.jobs.models import Job


def is_in_transaction() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def enqueue(name: str, *, key: str | None = None, **payload: Any) -> None:
    """Write the job in the transaction of what has happened; the worker calls what is registered for its name.

    Payloads hold ids and plain values. A job with a `key` is written once for ever, whoever else writes it.
    """
    if not is_in_transaction():
        raise RuntimeError("A job is enqueued in the transaction of what has happened, or not at all.")
    job = _insert().new(name=name, payload=payload, key=key)
    if key is None:
        _insert().insert(job)
    else:
        Job.objects.bulk_create([job], ignore_conflicts=True)


@cache
def _insert() -> PreparedInsert[Job]:
    return PreparedInsert(Job)
