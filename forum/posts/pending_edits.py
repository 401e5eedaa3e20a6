"""Edits that wait for a moderator's approval, while the post says what it said before."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.posts.revisions import LONGEST_EDIT_REASON

if TYPE_CHECKING:
    from forum.posts.models import Post


class PendingEdit(models.Model):
    """What a post is to say. There is one for each post: another edit by its author takes its place."""

    post = models.OneToOneField(
        "posts.Post", models.CASCADE, related_name="pending_edit", verbose_name=_("post")
    )
    author = models.ForeignKey(User, models.CASCADE, related_name="pending_edits", verbose_name=_("author"))
    base = models.PositiveIntegerField()  # the revision of the post that it was made from
    title = models.CharField(_("title"), max_length=200, blank=True)  # of the topic; empty if it stays
    source = models.TextField(_("text"))
    html = models.TextField(blank=True, default="", editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    edit_reason = models.CharField(_("reason for the edit"), max_length=LONGEST_EDIT_REASON, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reasons = models.JSONField(default=list, editable=False)  # see forum/posts/approval.py
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("edit waiting for approval")
        verbose_name_plural = _("edits waiting for approval")

    def __str__(self) -> str:
        return f"{self.author}: {self.post_id}"


def waiting_edit_of(reader: Reader, post: "Post") -> PendingEdit | None:
    """Their own edit of the post that waits: nobody else's."""
    if not reader.is_authenticated:
        return None
    return PendingEdit.objects.filter(author=reader, post=post).first()


def waiting_edits_in(reader: Reader, posts: "Iterable[Post]") -> dict[int, PendingEdit]:
    """The same for the posts of a page, by post, in one query."""
    if not reader.is_authenticated:
        return {}
    found = PendingEdit.objects.filter(author=reader, post__in=[post.pk for post in posts])
    return {edit.post_id: edit for edit in found}
