"""Asking the worker for a backup now: however often the button is pressed, one is made."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum.backups.models import Backup
from forum.backups.schedule import has_running
from forum.jobs.enqueuing import enqueue
from forum.jobs.models import Job

JOB = "backup.requested"
# So long may the worker's process need until its row says that a backup is being made.
STARTS_WITHIN = timedelta(minutes=2)


@transaction.atomic
def request_backup() -> bool:
    """Return False if one is being made already."""
    if has_running():
        return False
    last = Job.objects.filter(name=JOB).order_by("-pk").first()
    if last is None or not is_awaited(last):
        # Whoever asks at the same moment sees the same last request, and their job has the same key.
        enqueue(JOB, key=f"{JOB}:after-{last.pk if last else 0}")
    return True


def is_awaited(request: Job) -> bool:
    """Whether its backup is still to come."""
    if request.state != Job.State.DONE:
        return request.state != Job.State.FAILED
    is_new = request.done_at is not None and request.done_at > timezone.now() - STARTS_WITHIN
    return is_new and not Backup.objects.filter(made_at__gte=request.created_at).exists()
