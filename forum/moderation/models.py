from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post
from forum.topics.models import Topic


class LogEntry(models.Model):
    """Who did what to whom or what, and why. `act` is the name of an act on what `on` says; `acts.of` finds it.

    Entries are only ever added.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="moderation_log_entries", verbose_name=_("by"))
    act = models.CharField(_("act"), max_length=20)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"))
    member = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("member"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.by}: {self.act} {self.thing}"

    @property
    def on(self) -> str:
        """What was acted on, as a target is named; an entry about a post names its topic, too."""
        if self.member_id:
            return "member"
        return "post" if self.post_id else "topic"

    @property
    def thing(self) -> Post | Topic | User | None:
        thing: Post | Topic | User | None = getattr(self, self.on)
        return thing
