from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.models import LogEntry


class Cleanup(models.Model):
    """One step that takes away what some members brought; of more than so many things another admin confirms it."""

    class State(models.TextChoices):
        ASKED = "asked", _("to be confirmed")
        DECLINED = "declined", _("declined")
        BEGUN = "begun", _("begun")

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=500)
    # As a log entry has them.
    rule = models.CharField(_("rule"), max_length=200, blank=True)
    rule_address = models.CharField(max_length=400, blank=True)
    staff_note = models.CharField(_("note for staff"), max_length=500, blank=True)
    parts = models.JSONField(_("parts"), default=list)  # their names, see `parts.TABLE`
    count = models.PositiveIntegerField(_("things"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")

    def __str__(self) -> str:
        return f"{self.by}: {self.reason}"


class CleanedMember(models.Model):
    """What becomes of one of the members: the log entry once it has begun, and whether it was undone."""

    cleanup = models.ForeignKey(Cleanup, models.CASCADE, related_name="members")
    member = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("member"))
    counts = models.JSONField(default=dict)  # by the names of parts
    entry = models.OneToOneField(LogEntry, models.PROTECT, null=True, related_name="cleaned_member")
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("member cleaned up after")
        verbose_name_plural = _("members cleaned up after")
        constraints = [models.UniqueConstraint("cleanup", "member", name="cleaned_member_once")]

    def __str__(self) -> str:
        return f"{self.cleanup}: {self.member}"


class CleanedItem(models.Model):
    """One thing that was taken away, with what it takes to bring it back."""

    cleaned_member = models.ForeignKey(CleanedMember, models.CASCADE, related_name="items")
    part = models.CharField(max_length=20)
    item = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    restored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("thing cleaned up")
        verbose_name_plural = _("things cleaned up")
        constraints = [models.UniqueConstraint("cleaned_member", "part", "item", name="cleaned_item_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.item}"
