from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

LONGEST_ANSWER = 500


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class ErasureRequest(models.Model):
    """That a member asks for the removal of all they wrote, before they close their account or with it.

    `address` is where the answer goes, for the account may have none by then; it is forgotten with the answer.
    """

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("posts removed")
        KEPT = "kept", _("posts kept")

    member = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("member"))
    address = models.EmailField(_("email address"), blank=True, max_length=254)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to remove posts")
        verbose_name_plural = _("requests to remove posts")
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(answered_at__isnull=True), name="erasure_request_waits"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                F("member"), condition=Q(answered_at__isnull=True), name="erasure_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(address=""), name="erasure_request_forgets_address"
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)
