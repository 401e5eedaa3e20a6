from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitorSession(models.Model):
    """A session in which nobody is signed in yet. What it holds is in Django's table, under the same key.

    Without a foreign key: Django would fetch every session that it deletes to look for these.
    """

    key = models.CharField(max_length=40, primary_key=True)
    begun_at = models.DateTimeField()
    # What somebody wrote, or wanted to follow; else a sign-in that has begun.
    has_words = models.BooleanField()
    size = models.PositiveIntegerField()  # bytes, as stored

    class Meta:
        verbose_name = _("session of a visitor")
        verbose_name_plural = _("sessions of visitors")
        indexes = [models.Index(fields=["has_words", "begun_at", "size"], name="visitor_session_begun")]

    def __str__(self) -> str:
        return self.key[:4]
