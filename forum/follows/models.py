from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.topics.models import Topic


class Follow(models.Model):
    """A member wants to hear about a topic."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="follows",
        db_index=False,
        verbose_name=_("member"),
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, related_name="follows", db_index=False, verbose_name=_("topic")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint("member", "topic", name="follow_once")]
        indexes = [models.Index(fields=["topic", "created_at"], name="follow_topic")]

    def __str__(self):
        return f"{self.member} → {self.topic}"
