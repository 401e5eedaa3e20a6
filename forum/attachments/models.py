import secrets
import string
from typing import Any, Self
from urllib.parse import quote

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Concat
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Permissions
from forum.posts.models import PendingPost, Post, is_visible_to
from forum.posts.pending_edits import PendingEdit
from forum.topics import participants
from forum.topics.rules import is_allowed

KEY_LENGTH = 22
LETTERS = string.ascii_letters + string.digits


def new_key() -> str:
    """What nobody can guess: 131 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(KEY_LENGTH))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, reader: Asker) -> Self:
        """Files in posts that the reader may read, and their own until they are in a post that they may not read.

        A file is shown by its owner's use alone: who quotes it elsewhere shows it to nobody else. One that a moderator
        has withheld is shown by no other post either. What waits for approval shows its files to those who decide.
        """
        permissions = permissions_of(reader)
        uses = AttachmentUse.objects.filter(key=OuterRef("key"), by=OuterRef("owner"), is_current=True)
        is_spoken = participants.sees_in_conversation(permissions, "post__") & Q(post__removed_at=None)
        is_visible = is_visible_to(permissions, "post__") | is_spoken
        out_of_sight = uses.exclude(is_visible)
        is_withheld = Q(post__is_withheld=True) | Q(post__topic__is_withheld=True)
        shown = Q(Exists(uses.filter(is_visible)))
        if permissions.boards("moderate"):
            shown |= Q(Exists(_waiting_posts_that_name_it(permissions)))
            shown |= Q(Exists(_waiting_edits_that_name_it(permissions)))
        shown &= ~Q(Exists(out_of_sight.filter(is_withheld)))
        member = permissions.reader.pk
        return self.filter(shown | (Q(owner=member) & ~Exists(out_of_sight)) if member else shown)

    def unused(self) -> Self:
        """Those that no post has or had."""
        return self.filter(~Exists(AttachmentUse.objects.filter(key=OuterRef("key"), by=OuterRef("owner"))))

    def total_size(self) -> int:
        total: int = self.aggregate(total=Sum("size"))["total"] or 0
        return total


def _waiting_posts_that_name_it(permissions: Permissions) -> models.QuerySet[PendingPost]:
    in_topic, on_board = (is_allowed(permissions, "moderate", at) for at in ("topic__", ""))
    named = Concat(Value("/files/"), OuterRef("key"), Value("/"))
    return PendingPost.objects.filter(in_topic | on_board, author=OuterRef("owner"), source__contains=named)


def _waiting_edits_that_name_it(permissions: Permissions) -> models.QuerySet[PendingEdit]:
    named = Concat(Value("/files/"), OuterRef("key"), Value("/"))
    moderated = is_allowed(permissions, "moderate", "post__topic__")
    return PendingEdit.objects.filter(moderated, author=OuterRef("owner"), source__contains=named)


class Attachment(models.Model):
    """A file that a member has sent, stored under a name that says nothing; pictures in several sizes."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="attachments", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    stored_as = models.CharField(max_length=60, unique=True, editable=False)
    # Bytes of the file, and of it and its smaller pictures together: what counts for the owner's space.
    length = models.PositiveBigIntegerField(editable=False)
    size = models.PositiveBigIntegerField(_("size"))
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    # Of the smaller pictures that are stored: how long their longer side is, and their bytes, as {"640": 12345}.
    thumbnails = models.JSONField(editable=False, default=dict, blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["owner", "-created_at"], name="attachment_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def address(self) -> str:
        """Of a picture it says its size, so that a page can leave room without asking."""
        side = f"{self.width}x{self.height}/" if self.is_picture else ""
        return f"/files/{self.key}/{side}{quote(self.name)}"

    @property
    def markdown(self) -> str:
        """What shows a picture, or a link that says of what type the file is, and its size."""
        if self.is_picture:
            return f"![]({self.address})"
        kind = self.name.rpartition(".")[2].upper()
        return f"[{self.name} ({kind}, {filesizeformat(self.length)})]({self.address})"

    def thumbnail_address(self, longest: int) -> str:
        return f"/files/{self.key}/{self.width}x{self.height}/{longest}/{quote(self.name)}"

    def stored_names(self) -> list[str]:
        return [self.stored_as, *(thumbnail_name(self.stored_as, longest) for longest in self.thumbnails)]


def thumbnail_name(stored_as: str, longest: int | str) -> str:
    return f"{stored_as}-{longest}"


class AttachmentUse(models.Model):
    """That a text, written or changed by a member, names a file. The key is as typed, perhaps that of no file."""

    key = models.CharField(max_length=KEY_LENGTH, db_index=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    # False where only an earlier version of the post names it: it is kept for that, and shown to no other reader.
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("use of an attachment")
        verbose_name_plural = _("uses of attachments")
        constraints = [models.UniqueConstraint("post", "key", "by", name="attachment_use_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.key}"


def delete_rows(attachments: models.QuerySet[Attachment, Any]) -> list[str]:
    """Delete these and return under which names their files are stored, which go once this is committed."""
    names = [name for attachment in attachments for name in attachment.stored_names()]
    attachments.delete()
    return names
