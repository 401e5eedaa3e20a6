from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post


class Reaction(models.Model):
    """A member's one reaction to a post.

    How many there are is counted when it is asked for: a counter would have to be locked, and so wait for others.
    """

    # Without an index of its own: those below begin with the post.
    post = models.ForeignKey(
        Post, models.CASCADE, related_name="reactions", db_index=False, verbose_name=_("post")
    )
    member = models.ForeignKey(User, models.CASCADE, related_name="reactions", verbose_name=_("member"))
    emoji = models.CharField(_("reaction"), max_length=32)
    created_at = models.DateTimeField(_("given"), default=timezone.now)
    # Whether the author of the post has been notified, or need not be.
    is_gathered = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [models.UniqueConstraint("post", "member", name="reaction_once")]
        indexes = [
            # All that is counted on a page of posts.
            models.Index(fields=["post", "emoji"], name="reaction_tally"),
            models.Index(fields=["id"], name="reaction_ungathered", condition=models.Q(is_gathered=False)),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.member}"
