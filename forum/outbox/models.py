from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ATTEMPTS = 10


class Event(models.Model):
    """Something that has happened and whose consequences the worker still owes, or has paid."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    name = models.CharField(_("name"), max_length=60)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=120, null=True, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("outbox")
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    def take(self):
        """Mark the event as this worker's; the caller holds its row."""
        self.state, self.claimed_at, self.attempts = self.State.RUNNING, timezone.now(), self.attempts + 1
        self.save(update_fields=["state", "claimed_at", "attempts"])

    def finish(self):
        self._settle(state=self.State.DONE, done_at=timezone.now(), error="")

    def postpone(self, error: str):
        """Try again later, each time after a longer pause, until the attempts are used up."""
        is_hopeless = self.attempts >= ATTEMPTS
        pause = timedelta(seconds=min(5 * 3**self.attempts, 6 * 3600))
        self._settle(
            state=self.State.FAILED if is_hopeless else self.State.WAITING,
            due_at=timezone.now() + pause,
            error=_storable(error)[:4000],
        )

    def retry(self) -> bool:
        """Let the worker try anew, as often as at first; answer False where it is done or being done already."""
        changes = {"state": self.State.WAITING, "attempts": 0, "due_at": timezone.now()}
        idle = Event.objects.filter(pk=self.pk, state__in=[self.State.FAILED, self.State.WAITING])
        return self._change(idle, changes)

    def _settle(self, **changes):
        # A worker that was held up may find that another one took its event over: then the other's word counts.
        mine = Event.objects.filter(pk=self.pk, state=self.State.RUNNING, claimed_at=self.claimed_at)
        self._change(mine, changes)

    def _change(self, row: models.QuerySet["Event"], changes: dict[str, Any]) -> bool:
        if not row.update(**changes):
            return False
        for field, value in changes.items():
            setattr(self, field, value)
        return True


def _storable(text: str) -> str:
    # An error may quote what broke it, and PostgreSQL keeps neither NUL nor half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()
