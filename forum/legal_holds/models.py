"""What must be kept for a court or an authority, whatever members or nightly jobs would delete."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post
from forum.topics.models import Topic

LONGEST_REASON = 500
Holdable = Post | Topic | User


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def active(self) -> Self:
        return self.filter(lifted_at=None)

    def on(self, thing: Holdable) -> Self:
        return self.filter(**{column_of(thing): thing})


class LegalHold(models.Model):
    """A post, a topic with its posts, or a member with all they wrote, until an admin lifts it.

    `evidence` is what there was to see when the hold began, and what was taken away since then.
    """

    post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="legal_holds", verbose_name=_("post")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, related_name="legal_holds", verbose_name=_("topic")
    )
    member = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="legal_holds", verbose_name=_("member")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    evidence = models.JSONField(default=dict, editable=False)
    begun_at = models.DateTimeField(_("since"), default=timezone.now)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, topic__isnull=True, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=False, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=True, member__isnull=False),
                name="legal_hold_on_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    F(column), condition=Q(lifted_at__isnull=True), name=f"legal_hold_of_{column}_once"
                )
                for column in ("post", "topic", "member")
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing)

    @property
    def thing(self) -> Holdable:
        thing = self.post or self.topic or self.member
        if thing is None:
            raise ValueError(f"Hold {self.pk} is on nothing.")  # a constraint has it that there is one
        return thing


def column_of(thing: Holdable) -> str:
    """The column of a hold that names such a thing."""
    if isinstance(thing, Post):
        return "post"
    return "topic" if isinstance(thing, Topic) else "member"
