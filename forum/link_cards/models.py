"""Pages of other sites to which a link in a post leads alone on its line, and what is kept of each for its card."""

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

LONGEST_TITLE, LONGEST_DESCRIPTION = 150, 280


class LinkCardQuerySet(QueueQuerySet["LinkCard"]):
    def visible_to(self, reader: Asker) -> Self:
        """Those that a post has which the reader may read."""
        return self.filter(Exists(uses_of_rows().filter(is_visible_to(reader, "post__"))))

    def unused(self) -> Self:
        return self.filter(~Exists(uses_of_rows()))


class LinkCard(QueueItem):
    """A page of another site. The worker claims it, fetches it and keeps what it says of itself.

    What was kept stays shown while it is fetched again. Without a title there is no card.
    """

    class State(models.TextChoices):
        WAITING = queue.WAITING, _("waiting")
        RUNNING = queue.RUNNING, _("running")
        READY = "ready", _("ready")
        FAILED = queue.FAILED, _("failed")
        REMOVED = "removed", _("removed")  # in the admin: it does not come back

    ABANDONED_AFTER = timedelta(minutes=5)
    ATTEMPTS = 4

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    address = models.TextField(_("web address"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Whose post had the link first: what one member has fetched in a day is bounded.
    wanted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("first linked by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True, default="")
    description = models.CharField(_("description"), max_length=LONGEST_DESCRIPTION, blank=True, default="")
    # Of the picture; empty where there is none.
    stored_as = models.CharField(max_length=60, blank=True, default="", editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)

    objects = LinkCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card of a link")
        verbose_name_plural = _("cards of links")
        indexes = [models.Index(fields=["state", "due_at"], name="link_card_due")]

    def __str__(self) -> str:
        return self.address[:120]


NO_CONTENT = {"title": "", "description": "", "stored_as": "", "size": 0, "width": 0, "height": 0}


class LinkCardUse(models.Model):
    """That the present text of a post has such a link."""

    card = models.ForeignKey(LinkCard, models.CASCADE, related_name="uses")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("use of a card")
        verbose_name_plural = _("uses of cards")
        constraints = [models.UniqueConstraint("post", "card", name="link_card_use_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.card_id}"


def uses_of_rows() -> models.QuerySet[LinkCardUse]:
    """The uses of the cards of a query."""
    return LinkCardUse.objects.filter(card=OuterRef("pk"))
