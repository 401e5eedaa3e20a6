"""What moderators can take from a member for a while: signing in, writing; and a warning that waits to be read."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Restrictions(models.Model):
    """A part of the member’s row: each request asks for it."""

    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    suspended_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Silenced members only read; without an end they do for good.
    silenced_at = models.DateTimeField(_("silenced at"), null=True, blank=True)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    silenced_reason = models.CharField(
        _("reason"), max_length=500, blank=True, default="", db_default="", editable=False
    )
    # Since when a warning waits for them to say that they have read it. Each page asks, so it stands here.
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_silenced(self) -> bool:
        if self.silenced_at is None:
            return False
        return self.silenced_until is None or self.silenced_until > timezone.now()

    def restrict_as(self, now: "Restrictions") -> None:
        """Take over what the same row says now."""
        for field in Restrictions._meta.local_fields:
            setattr(self, field.name, getattr(now, field.name))

    def suspend(self, until: datetime, reason: str) -> None:
        self.suspended_at, self.suspended_until, self.suspended_reason = timezone.now(), until, reason
        self.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])

    def lift_suspension(self) -> None:
        self.suspended_at, self.suspended_until, self.suspended_reason = None, None, ""
        self.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])

    def silence(self, until: datetime | None, reason: str) -> None:
        self.silenced_at, self.silenced_until, self.silenced_reason = timezone.now(), until, reason
        self.save(update_fields=["silenced_at", "silenced_until", "silenced_reason"])

    def lift_silence(self) -> None:
        self.silenced_at, self.silenced_until, self.silenced_reason = None, None, ""
        self.save(update_fields=["silenced_at", "silenced_until", "silenced_reason"])
