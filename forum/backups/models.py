from datetime import timedelta
from pathlib import Path

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BackupQuerySet(models.QuerySet["Backup"]):
    def done(self) -> "BackupQuerySet":
        return self.filter(state=Backup.State.DONE)

    def running(self) -> "BackupQuerySet":
        return self.filter(state=Backup.State.RUNNING)

    def failed(self) -> "BackupQuerySet":
        return self.filter(state=Backup.State.FAILED)

    def nightly(self) -> "BackupQuerySet":
        return self.filter(kind=Backup.Kind.NIGHTLY)


class Backup(models.Model):
    """One backup: being made, done, or failed. The row of a file that was deleted goes with it."""

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", _("nightly")
        MANUAL = "manual", _("on demand")

    class State(models.TextChoices):
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    # A process that has not renewed its row for so long is dead.
    ABANDONED_AFTER = timedelta(minutes=10)
    LONGEST_ERROR = 500

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    renewed_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True)
    size = models.BigIntegerField(_("size"), default=0)  # bytes
    path = models.CharField(_("file"), max_length=1000, blank=True)
    machine = models.CharField(_("machine"), max_length=255, blank=True)
    error = models.CharField(_("error"), max_length=LONGEST_ERROR, blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ("-made_at", "-id")
        constraints = [
            # Whoever inserts the row may go on; so only one is made at a time, on however many machines.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="backup_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "-made_at"], name="backup_latest")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def file(self) -> Path:
        return Path(self.path)

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def is_here(self) -> bool:
        """Whether the file is on this machine; others may have made it."""
        return bool(self.path) and self.file.is_file()
