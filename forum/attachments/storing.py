"""Taking a file that a member sends: judged by what is in it, drawn anew if it is a picture, and counted exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from django.core.files import File
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import images, limits
from forum.attachments import files, kinds
from forum.attachments.models import Attachment, thumbnail_name
from forum.attachments.names import clean_name, ending_of
from forum.images import BEST, PHOTO, ImageRefused, Picture, Shape
from forum.refusals import Refusal
from forum.site.models import SiteSettings

LONGEST_SIDE = 2560  # pixels; larger pictures are made smaller rather than refused
THUMBNAILS = (1280, 640)
MEGABYTE = 1024 * 1024
MOST_NAMED = 8  # kinds of files in a sentence


class FileRefused(Refusal):
    status = 422
    code = "file"
    sentence = _("This file can’t be attached.")

    def __init__(self, sentence: str | Promise = "", status: int = 422) -> None:
        super().__init__(sentence)
        self.status = status


class TooBig(FileRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("This file is too big. Files can be up to %d MB.") % most, 413)


class NoSpace(FileRefused):
    def __init__(self, most: int) -> None:
        words = _(
            "Your files take up all of your %d MB. Delete some that you don’t need, at “Your files” in your settings."
        )
        super().__init__(words % most, 413)


@dataclass(frozen=True)
class SentFile:
    name: str
    content: IO[bytes]  # a file on the disk
    size: int


@dataclass(frozen=True)
class Piece:
    """One file to be stored: what stands behind the stored name, and what is in it."""

    longest: int | None
    content: "bytes | files.File"
    size: int


def store(owner: User, sent: SentFile) -> Attachment:
    """Store a file and return its row. Raise FileRefused, or LimitExceeded where it is one of too many."""
    settings = SiteSettings.current()
    if sent.size > settings.attachment_megabytes * MEGABYTE:
        raise TooBig(settings.attachment_megabytes)
    most = settings.attachment_space * MEGABYTE
    # Before any work; what is true in the end is asked again under the lock.
    if Attachment.objects.filter(owner=owner).total_size() + min(sent.size, MEGABYTE) > most:
        raise NoSpace(settings.attachment_space)
    limits.enforce("attachment", owner.pk)
    attachment, pieces = judged(owner, sent, settings)
    return written(attachment, pieces, settings.attachment_space)


def judged(owner: User, sent: SentFile, settings: SiteSettings) -> tuple[Attachment, list[Piece]]:
    """Return the row, which is not saved, and what is to be stored for it."""
    head = sent.content.read(kinds.HEAD)
    sent.content.seek(0)
    if kinds.begins_as_picture(head):
        return as_picture(owner, sent)
    if kinds.claims_to_be_picture(sent.name):
        raise FileRefused(_("This file can’t be read as a picture. Use a PNG, JPEG, WebP or GIF file."))
    if not sent.size:
        raise FileRefused(_("This file is empty."))
    ending, allowed = ending_of(sent.name), allowed_endings(settings)
    if ending not in allowed:
        raise FileRefused(_kinds_words(allowed))
    attachment = Attachment(
        owner=owner,
        name=clean_name(sent.name, ending),
        content_type=kinds.TYPES.get(ending, kinds.OTHER),
        stored_as=files.new_name(),
        length=sent.size,
        size=sent.size,
    )
    return attachment, [Piece(None, File(sent.content), sent.size)]


def _kinds_words(allowed: Sequence[str]) -> str:
    """Few kinds are all named; of many those that most people have."""
    if len(allowed) <= MOST_NAMED:
        return _("Files of this kind can’t be attached. These can: %s.") % ", ".join(allowed)
    named = sorted(allowed, key=lambda ending: ending not in kinds.COMMON_ENDINGS)[:MOST_NAMED]
    words = _("Files of this kind can’t be attached. Pictures can, and files such as %(kinds)s.")
    return words % {"kinds": ", ".join(named)}


def allowed_endings(settings: SiteSettings) -> list[str]:
    return kinds.endings_in(settings.attachment_endings or kinds.USUAL_ENDINGS)


def as_picture(owner: User | None, sent: SentFile) -> tuple[Attachment, list[Piece]]:
    shapes = [
        Shape(LONGEST_SIDE, LONGEST_SIDE, format=BEST, may_move=True),
        *(Shape(longest, longest, format="WEBP") for longest in THUMBNAILS),
    ]
    try:
        picture, *smaller = images.redraw(sent.content, shapes, bounds=PHOTO)
    except ImageRefused as refused:
        raise FileRefused(str(refused), refused.status) from refused
    pieces = [Piece(None, picture.content, len(picture.content)), *thumbnails_of(picture, smaller)]
    attachment = Attachment(
        owner=owner,
        name=clean_name(sent.name, picture.extension),
        content_type=kinds.PICTURE_TYPES[picture.format],
        stored_as=files.new_name(),
        length=len(picture.content),
        size=sum(piece.size for piece in pieces),
        width=picture.width,
        height=picture.height,
        thumbnails={str(piece.longest): piece.size for piece in pieces[1:]},
    )
    return attachment, pieces


def thumbnails_of(picture: Picture, smaller: Iterable[Picture]) -> list[Piece]:
    """Those that are smaller in both senses; in place of the others the picture itself is sent."""
    return [
        Piece(longest, thumbnail.content, len(thumbnail.content))
        for longest, thumbnail in zip(THUMBNAILS, smaller, strict=True)
        if thumbnail.width < picture.width and len(thumbnail.content) < len(picture.content)
    ]


def written(attachment: Attachment, pieces: Iterable[Piece], space: int) -> Attachment:
    """Store the files, then the row. A row has its files; files that are left without one are found later."""
    names = attachment.stored_names()
    try:
        for piece in pieces:
            at = attachment.stored_as
            files.keep(thumbnail_name(at, piece.longest) if piece.longest else at, piece.content)
        with transaction.atomic():
            # One after the other, so that two files at once do not both find the last of the space.
            User.objects.select_for_update(no_key=True).only("pk").get(pk=attachment.owner_id)
            used = Attachment.objects.filter(owner=attachment.owner_id).total_size()
            if used + attachment.size > space * MEGABYTE:
                raise NoSpace(space)
            attachment.save()
    except (Refusal, OSError):
        # After any other failure the row may be there all the same: its commit was not answered.
        files.delete_files(names)
        raise
    return attachment
