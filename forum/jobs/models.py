from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.jobs import queue
from forum.jobs.queue import QueueItem, QueueQuerySet


class Job(QueueItem):
    """Something that has happened; the worker calls the functions that are registered for its name."""

    class State(models.TextChoices):
        WAITING = queue.WAITING, _("waiting")
        RUNNING = queue.RUNNING, _("running")
        DONE = "done", _("done")
        FAILED = queue.FAILED, _("failed")

    ABANDONED_AFTER = timedelta(minutes=5)
    ATTEMPTS = 10  # over twelve hours
    KEPT_FOR = timedelta(days=7)

    name = models.CharField(_("name"), max_length=60)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=120, null=True, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)

    objects = QueueQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["state", "due_at"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
