from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.follows.models import Level
from forum.topics.models import Topic


class TopicMail(models.Model):
    """When a member was last mailed of a topic's posts. Until they return there is no other such mail."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail about a topic")
        verbose_name_plural = _("mails about topics")
        constraints = [models.UniqueConstraint("member", "topic", name="topic_mail_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.member_id}"


class DigestTime(models.Model):
    """When a member's next digest of a level is due: on a morning in the time zone of this row."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    period = models.CharField(max_length=10, choices=Level)
    zone = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("time of a digest")
        verbose_name_plural = _("times of digests")
        constraints = [models.UniqueConstraint("member", "period", name="digest_time_once")]

    def __str__(self) -> str:
        return f"{self.period} → {self.member_id}"


class SuppressedAddress(models.Model):
    """An address that mail came back from, or whose owner complained. Nothing is sent there."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("email came back")
        COMPLAINT = "complaint", _("reported as spam")
        SOFT = "soft", _("email came back for now")

    address = models.EmailField(_("email address"), unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, default=Reason.BOUNCE)
    times = models.PositiveSmallIntegerField(_("times"), default=1)
    answer = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)

    class Meta:
        verbose_name = _("blocked email address")
        verbose_name_plural = _("blocked email addresses")

    def __str__(self) -> str:
        return self.address
