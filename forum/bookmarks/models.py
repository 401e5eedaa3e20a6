from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post

LONGEST_NOTE = 300


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def due(self, now: datetime) -> Self:
        """Those whose reminder is to be sent now."""
        return self.filter(remind_at__lte=now)


class Bookmark(models.Model):
    """A post that a member wants to find again. Nobody else sees it."""

    member = models.ForeignKey(
        User, models.CASCADE, related_name="bookmarks", db_index=False, verbose_name=_("member")
    )
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks", verbose_name=_("post"))
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)  # None once it has been sent

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint("member", "post", name="bookmark_once")]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="bookmark_list"),
            models.Index(fields=["remind_at"], name="bookmark_due", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.post_id}"
