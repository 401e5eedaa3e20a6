from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

KEPT_FOR = timedelta(days=7)


class MemberExport(models.Model):
    """That a member asked for all that the forum keeps of them, and the file that was made, while it is kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        GONE = "gone", _("gone")

    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    stored_as = models.CharField(max_length=60, blank=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("export of a member")
        verbose_name_plural = _("exports of members")
        constraints = [
            models.UniqueConstraint("member", condition=Q(state="waiting"), name="member_export_waiting_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.state}"

    @property
    def expires_at(self) -> datetime | None:
        return self.made_at + KEPT_FOR if self.made_at else None
