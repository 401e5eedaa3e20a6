from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.moderation.log import ADMONISHING, moderates_members
from forum.moderation.models import LogEntry
from forum.topics.rules import is_allowed

LONGEST_WORDS = 2_000
LONGEST_ANSWER = 500


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(decided_at=None)

    def visible_to(self, reader: Reader) -> Self:
        """Those about acts that the reader finds in their log, but not their own."""
        permissions = permissions_of(reader)
        seen = is_allowed(permissions, "moderate", "entry__topic__")
        if moderates_members(reader):
            seen |= Q(entry__topic=None)
        if permissions.moderates_everywhere:
            seen |= Q(entry__topic=None, entry__member__isnull=False, entry__act__in=ADMONISHING)
        return self.filter(seen).exclude(member=reader.pk)


class Appeal(models.Model):
    """That a member objects to an act, in their words, until somebody has decided; then what came of it.

    `entry` is the first act of its step on the member; all of that step are meant.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("the act stays")
        REVERSED = "reversed", _("the act was taken back")

    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="appeal", verbose_name=_("act"))
    member = models.ForeignKey(User, models.CASCADE, related_name="appeals", verbose_name=_("member"))
    words = models.TextField(_("in their own words"), max_length=LONGEST_WORDS)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    # Whoever acted has also decided about it.
    is_same_person = models.BooleanField(_("decided by who acted"), default=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [models.Index(F("sent_at"), name="appeal_open", condition=Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.member}: {self.entry}"
