"""Of a member's pictures that come at once, one stays, and the files of no other; none outlives its account."""

from pathlib import Path

from forum import images
from forum.attachments import files
from forum.images import Cut, Picture
from forum.members import avatars, closing_accounts
from tests.races.racing import at_once


def on_disk():
    folder = Path(files.storage().location) / avatars.FOLDER
    return {path.name for path in folder.rglob("*") if path.is_file()}


def drawn(data, shapes, **_how):
    """What the child would have answered: drawing is not what is tried here."""
    return [Picture(b"x", 48, 48, "WEBP") for _shape in shapes]


def names_of(member):
    return {Path(name).name for name in avatars.stored_names(member.avatar)} if member.avatar else set()


def test_of_several_pictures_at_once_the_files_of_one_are_left(ada, monkeypatch):
    monkeypatch.setattr(images, "redraw", drawn)
    before = on_disk()
    members = [type(ada).objects.get(pk=ada.pk) for _thread in range(6)]
    at_once([lambda member=member: avatars.set_avatar(member, b"x", Cut()) for member in members])
    ada.refresh_from_db()
    assert ada.avatar
    assert on_disk() - before == names_of(ada)


def test_a_picture_that_comes_while_the_account_closes_is_not_left(ada, root, monkeypatch):
    monkeypatch.setattr(images, "redraw", drawn)
    before = on_disk()
    members = [type(ada).objects.get(pk=ada.pk) for _thread in range(5)]
    acts = [lambda member=member: avatars.set_avatar(member, b"x", Cut()) for member in members[1:]]
    at_once([*acts, lambda: closing_accounts.close(members[0])])
    ada.refresh_from_db()
    assert ada.avatar == ""
    assert on_disk() == before
