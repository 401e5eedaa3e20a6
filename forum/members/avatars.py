"""The pictures that members show beside their names: square parts of what they sent, stored beside the attachments.

A name is drawn anew with each change, so that what an address shows never changes, and nobody can guess the next.
"""

import secrets
from typing import IO

from django.db import transaction

from accounts.models import User
from forum import images
from forum.attachments import files
from forum.images import PHOTO, Cut, Shape
from forum.legal_holds.holding import keep_as_evidence
from forum.legal_holds.models import LegalHold
from forum.site.models import SiteSettings

SIZES = (48, 96, 192)  # pixels
SMALLEST = SIZES[0]
WHOLE = "whole"
FOLDER = "avatars"
LONGEST_SIDE = 1024  # of what is kept to choose another part of it


def set_avatar(member: User, data: "bytes | IO[bytes]", cut: Cut) -> None:
    """Show this part of an uploaded picture. Raise ImageRefused if it cannot be used."""
    whole = Shape(LONGEST_SIDE, LONGEST_SIDE, format="WEBP")
    squares = [Shape(size, size, is_filled=True, format="WEBP", cut=cut) for size in SIZES]
    drawn = images.redraw(data, [whole, *squares], least=SMALLEST, bounds=PHOTO)
    name = secrets.token_hex(16)
    try:
        for stored_name, picture in zip(stored_names(name), drawn, strict=True):
            files.keep(stored_name, picture.content)
        _change(member, name, " ".join(map(str, cut.as_json())))
    except BaseException:
        files.delete_files(stored_names(name))
        raise


def cut_again(member: User, cut: Cut) -> None:
    """Show another part of the picture that they have sent before. Raise ImageRefused if it is gone."""
    set_avatar(member, content_of(member.avatar, WHOLE) or b"", cut)


def remove_avatar(member: User) -> None:
    _change(member, "", "")


def _change(member: User, name: str, cut: str) -> None:
    with transaction.atomic():
        # Of two changes at once, the later one deletes what the earlier one has stored.
        row = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        former = row.avatar
        if row.closed_at:
            # Closed meanwhile, in another tab: nothing of them is to come back.
            delete_avatar_files(name)
            name = cut = ""
        row.avatar, row.avatar_cut = name, cut
        row.save(update_fields=["avatar", "avatar_cut"])
        if not (former and keep_as_evidence(row, "pictures", former)):
            delete_avatar_files(former)
        SiteSettings.bump()  # visitors' cached pages show it
    member.avatar, member.avatar_cut = name, cut


def show_stored(member: User, name: str, cut: str) -> None:
    """Show this picture, whose files are there, or none; the files of the former one stay. The caller holds the row."""
    User.objects.filter(pk=member.pk).update(avatar=name, avatar_cut=cut)
    SiteSettings.bump()
    member.avatar, member.avatar_cut = name, cut


def delete_avatar_files(name: str) -> None:
    """Delete them once the change is committed that takes them out of sight."""
    if name:
        transaction.on_commit(lambda: files.delete_files(stored_names(name)))


def of_members(paths: list[str]) -> list[str]:
    """Return those of these paths of files that a member's picture has; for `stray_files`."""
    names = {path: name_in(path) for path in paths}
    shown = set(User.objects.filter(avatar__in=set(names.values())).values_list("avatar", flat=True))
    for evidence in (
        LegalHold.objects.active().filter(member__isnull=False).values_list("evidence", flat=True)
    ):
        shown |= set(evidence.get("pictures", []))
    return [path for path, name in names.items() if name in shown]


def name_in(path: str) -> str:
    return path.rpartition("/")[2].partition("-")[0]


def cut_of(member: User) -> Cut:
    return Cut(*map(int, member.avatar_cut.split()))


def content_of(name: str, part: int | str) -> bytes | None:
    try:
        with files.open_file(stored_as(name, part)) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content


def stored_as(name: str, part: int | str) -> str:
    return f"{FOLDER}/{name}-{part}"


def stored_names(name: str) -> list[str]:
    return [stored_as(name, part) for part in (WHOLE, *SIZES)]


def avatar_address(name: str, size: int) -> str:
    return f"/avatars/{name}-{size}.webp"
