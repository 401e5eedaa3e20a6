"""How far members have read topics, as rows."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ReadMark(models.Model):
    """How far a member has read a topic: every post up to this number."""

    member = models.ForeignKey(User, models.CASCADE, related_name="read_marks", db_index=False)
    topic = models.ForeignKey("topics.Topic", models.CASCADE, related_name="read_marks", db_index=False)
    number = models.PositiveIntegerField()
    read_at = models.DateTimeField(default=timezone.now)
    # When the member moved the mark back: what was noted before that and is written later does not move it on again.
    moved_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        constraints = [models.UniqueConstraint("member", "topic", name="read_mark_once")]
        indexes = [
            models.Index(fields=["topic"], name="read_mark_topic"),
            models.Index(fields=["member", "-read_at"], name="read_mark_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.topic} ({self.number})"
