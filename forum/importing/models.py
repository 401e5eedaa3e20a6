from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.posts.models import Post
from forum.topics.models import Tag, Topic


class Import(models.Model):
    """A row of another forum and its id here. What has an entry is not brought in again."""

    source = models.CharField(_("source"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20)
    foreign_id = models.CharField(_("id there"), max_length=120)
    local_id = models.BigIntegerField(_("id here"))
    # Of a post in its topic there. One whose number another post of the topic has too has none.
    number = models.BigIntegerField(_("number there"), null=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint("source", "kind", "foreign_id", name="import_once")]
        indexes = [
            models.Index(fields=["local_id"], condition=Q(number__isnull=False), name="import_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.foreign_id}"


class OldForum(models.Model):
    """A forum that was imported. Those that came first have the smaller ids."""

    source = models.CharField(_("source"), max_length=80, unique=True)
    host = models.CharField(_("host"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("old forum")
        verbose_name_plural = _("old forums")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.source


class OldAddress(models.Model):
    """A path of a forum that was imported, and what stands for it here. Two forums may have had the same path."""

    forum = models.ForeignKey(
        OldForum, models.CASCADE, related_name="addresses", db_index=False, verbose_name=_("old forum")
    )
    path = models.CharField(_("path"), max_length=300)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", verbose_name=_("post"))
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+", verbose_name=_("board"))
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+", verbose_name=_("tag"))
    member = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", verbose_name=_("member"))

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            # The path first: an address is looked for in all forums at once.
            models.UniqueConstraint("path", "forum", name="old_address_once"),
            models.CheckConstraint(
                condition=(
                    Q(topic__isnull=False, board=None, tag=None, member=None)
                    | Q(topic=None, post=None, board__isnull=False, tag=None, member=None)
                    | Q(topic=None, post=None, board=None, tag__isnull=False, member=None)
                    | Q(topic=None, post=None, board=None, tag=None, member__isnull=False)
                ),
                name="old_address_leads_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.path
