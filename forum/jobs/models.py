from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.jobs import claims

WAITING = "waiting"
ATTEMPTS = 10


class QueueItem(models.Model):
    """A row that is to be done once: a worker claims it, works on it and settles it, or gives it back.

    A subclass has the choices of `state`, of which WAITING is one, and names the one in which a worker has it in hand.
    """

    IN_HAND: ClassVar[str]
    # A claim that nobody renewed for so long belongs to a worker that is dead.
    ABANDONED_AFTER: ClassVar[timedelta]

    state = models.CharField(_("state"), max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    claim = models.CharField(_("claim"), max_length=32, blank=True, default="", editable=False)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        abstract = True


def storable(text: str) -> str:
    # An error may quote what broke it, and PostgreSQL keeps neither NUL nor half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()


class Job(QueueItem):
    """Something that has happened and whose consequences the worker still owes, or has paid."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    IN_HAND = State.RUNNING
    ABANDONED_AFTER = timedelta(minutes=5)

    name = models.CharField(_("name"), max_length=60)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=120, null=True, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["state", "due_at"], name="job_due")]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    def finish(self):
        claims.settle(self, state=self.State.DONE, done_at=timezone.now(), error="")

    def postpone(self, error: str):
        """Try again later, each time after a longer pause, until the attempts are used up."""
        is_hopeless = self.attempts >= ATTEMPTS
        pause = timedelta(seconds=min(5 * 3**self.attempts, 6 * 3600))
        claims.settle(
            self,
            state=self.State.FAILED if is_hopeless else self.State.WAITING,
            due_at=timezone.now() + pause,
            error=storable(error)[:4000],
        )

    def retry(self) -> bool:
        """Let the worker try anew, as often as at first; answer False where it is done or being done already."""
        changes = {"state": self.State.WAITING, "attempts": 0, "due_at": timezone.now()}
        idle = Job.objects.filter(pk=self.pk, state__in=[self.State.FAILED, self.State.WAITING])
        if not idle.update(**changes):
            return False
        for field, value in changes.items():
            setattr(self, field, value)
        return True
