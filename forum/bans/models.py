from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Bans(models.QuerySet["Ban"]):
    def running(self, at: datetime | None = None) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=at or timezone.now()), lifted_at=None)


class Ban(models.Model):
    """Who is kept out: by what they are called, by their email address or its domain, or by their network.

    `pattern` is in the form in which it is compared; `matching` does that. Of a network, `first` and `last` are its
    ends as 32 hexadecimal digits, which every database compares alike.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Username")
        ADDRESS = "address", _("Email address")
        DOMAIN = "domain", _("Email domain")
        NETWORK = "network", _("Network")

    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    pattern = models.CharField(_("pattern"), max_length=254)
    first = models.CharField(max_length=32, blank=True, default="", editable=False)
    last = models.CharField(max_length=32, blank=True, default="", editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)

    objects = Bans.as_manager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index("kind", "pattern", name="ban_pattern"),
            models.Index("first", "last", name="ban_network"),
            models.Index(fields=["-created_at", "-id"], name="ban_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.pattern}"

    @property
    def is_running(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())
