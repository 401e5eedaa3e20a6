"""The earlier texts of posts."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.posts.team_messages import is_author
from forum.topics.rules import may

if TYPE_CHECKING:
    from forum.posts.models import Post

LONGEST_EDIT_REASON = 200


class RevisionQuerySet(models.QuerySet["Revision"]):
    def listed_for(self, asker: Asker, post: "Post") -> Self:
        """Those of the post whose line its history has, for whoever may see that; of hidden ones nothing more.

        What its author changed again within minutes, before anybody had answered, is theirs and the moderators'.
        """
        permissions = permissions_of(asker)
        revisions = self.filter(post=post)
        if is_author(permissions, post) or may(permissions, "moderate", post.topic):
            return revisions
        return revisions.filter(is_early=False)

    def readable_by(self, asker: Asker, post: "Post") -> Self:
        """Those of the post whose text they may read, if they may see its history."""
        listed = self.listed_for(asker, post)
        return listed if may(asker, "moderate", post.topic) else listed.filter(hidden_at=None)


class Revision(models.Model):
    """The text of a post before an edit: who wrote it, when and why."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions", verbose_name=_("post"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    source = models.TextField(_("text"))
    html = models.TextField(editable=False)
    # Those from before it was noted here were rendered by the first version.
    markup_version = models.PositiveSmallIntegerField(editable=False, default=1)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("written"))
    reason = models.CharField(
        _("reason"), max_length=LONGEST_EDIT_REASON, blank=True, default="", db_default=""
    )
    # Whether its author replaced it so early that the post does not count as edited; see `revising`.
    is_early = models.BooleanField(default=False, db_default=False, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, db_index=False, related_name="+"
    )
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-number",)
        constraints = [models.UniqueConstraint("post", "number", name="revision_once")]
        # Who has written a post is asked without reading its texts.
        indexes = [models.Index(fields=["post", "written_by"], name="revision_authors")]

    def __str__(self) -> str:
        return f"{self.post} ({self.number})"

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
