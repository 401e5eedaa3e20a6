from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.posts.models import Post
from forum.topics.models import Topic


class Act(models.TextChoices):
    LOCK = "lock", _("locked")
    UNLOCK = "unlock", _("unlocked")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    MOVE = "move", _("moved")
    REMOVE = "remove", _("removed")
    RESTORE = "restore", _("restored")
    EDIT = "edit", _("edited")
    SUSPEND = "suspend", _("suspended")
    UNSUSPEND = "unsuspend", _("lifted the suspension of")
    END_SESSIONS = "end-sessions", _("ended the sessions of")


class LogEntry(models.Model):
    """One line of the moderation log: who did what to whom or what, and why. Lines are only ever added."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="moderation_log_entries", verbose_name=_("by")
    )
    act = models.CharField(_("act"), max_length=20, choices=Act)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("member")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("moderation log")
        ordering = ("-created_at", "-id")

    def __str__(self):
        return f"{self.by} {self.get_act_display()} {self.post or self.topic or self.member}"
