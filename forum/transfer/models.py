from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.posts.models import Post
from forum.topics.models import Topic


class Import(models.Model):
    """Where something came from: a row of another forum and what became of it here.

    It makes an import resumable and safe to run twice: what has a row is not brought in again.
    """

    source = models.CharField(_("source"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20)
    foreign_id = models.CharField(_("id there"), max_length=120)
    local_id = models.BigIntegerField(_("id here"))

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint("source", "kind", "foreign_id", name="import_once")]

    def __str__(self):
        return f"{self.source} {self.kind} {self.foreign_id}"


class OldAddress(models.Model):
    """A path of the forum that was imported, and the post or topic that stands for it here."""

    path = models.CharField(_("path"), max_length=300, unique=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", verbose_name=_("post"))

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self):
        return self.path
