"""Pictures of other sites that posts show, each once however many posts show it, and the forum's copies of them."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.attachments.models import KEY_LENGTH, new_key
from forum.boards.permissions import Asker
from forum.jobs import queue
from forum.jobs.queue import QueueItem, QueueQuerySet
from forum.posts.models import Post, is_visible_to


def copy_address(key: str, width: int | str, height: int | str) -> str:
    return f"/pictures/{key}/{width}x{height}/"


class RemotePictureQuerySet(QueueQuerySet["RemotePicture"]):
    def copied(self) -> Self:
        return self.filter(state=RemotePicture.State.COPIED)

    def visible_to(self, reader: Asker) -> Self:
        """Copies that a post shows which the reader may read."""
        return self.copied().filter(Exists(shown_uses().filter(is_visible_to(reader, "post__"))))

    def unused(self) -> Self:
        return self.filter(~Exists(shown_uses()))


class RemotePicture(QueueItem):
    """An address of a picture. The worker claims it, fetches it and keeps a copy, or knows that there is none."""

    class State(models.TextChoices):
        WAITING = queue.WAITING, _("waiting")
        RUNNING = queue.RUNNING, _("running")
        COPIED = "copied", _("copied")
        FAILED = queue.FAILED, _("failed")
        REMOVED = "removed", _("removed")  # by the owner: it does not come back

    ABANDONED_AFTER = timedelta(minutes=5)
    ATTEMPTS = 8  # over some hours

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    address = models.TextField(_("address"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Whose post showed it first: what one member has copied in a day is bounded.
    wanted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("first shown by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    stored_as = models.CharField(max_length=60, blank=True, default="", editable=False)
    content_type = models.CharField(max_length=100, blank=True, default="", editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)

    objects = RemotePictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of another site")
        verbose_name_plural = _("pictures of other sites")
        indexes = [models.Index(fields=["state", "due_at"], name="remote_picture_due")]

    def __str__(self) -> str:
        return self.address[:120]

    @property
    def copy_address(self) -> str:
        return copy_address(self.key, self.width, self.height)


class RemotePictureUse(models.Model):
    """That the present text of a post shows a picture."""

    picture = models.ForeignKey(RemotePicture, models.CASCADE, related_name="uses")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("use of a picture of another site")
        verbose_name_plural = _("uses of pictures of other sites")
        constraints = [models.UniqueConstraint("post", "picture", name="remote_picture_use_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.picture_id}"


def shown_uses() -> models.QuerySet[RemotePictureUse]:
    """The uses of the pictures of a query."""
    return RemotePictureUse.objects.filter(picture=OuterRef("pk"))
