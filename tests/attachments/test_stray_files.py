"""Files that no row names are found, on a disk and in an object storage, and nothing else is."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from forum.attachments import files, stray_files
from forum.attachments.models import Attachment
from forum.checks.invariants import check_invariants
from forum.checks.management.commands.check_forum import all_warnings
from forum.images import Cut
from forum.members import avatars
from tests.attachments.conftest import picture, sent

STRAYS = [f"ab/ab{'0' * 30}", f"ab/ab{'0' * 30}-640", f"avatars/{'c' * 32}-whole"]
OTHERS = ["notes.txt", "ab/readme", f"else/ab{'0' * 30}"]


@pytest.fixture(params=["disk", "object storage"])
def storage(request, settings):
    if request.param == "object storage":
        in_memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        settings.STORAGES = settings.STORAGES | {"attachments": in_memory}
    return files.storage()


@pytest.fixture
def filled(ben, topic, attached, storage):
    """The names of all that belongs to somebody, beside strays and what is not ours."""
    attached(ben, topic, sent("wide.jpg", picture(2000, 500, "JPEG")))
    avatars.set_avatar(ben, picture(), Cut())
    for name in [*STRAYS, *OTHERS]:
        storage.save(name, ContentFile(b"x"))
    return [*Attachment.objects.get().stored_names(), *avatars.stored_names(ben.avatar)]


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_a_command_lists_and_deletes_what_nothing_names(filled, storage, capsys):
    call_command("stray_files")
    assert capsys.readouterr().out == ""  # they may be about to get their row
    with in_days(1.1):
        call_command("stray_files")
        assert sorted(capsys.readouterr().out.split()) == STRAYS
        assert all(map(storage.exists, STRAYS))
        call_command("stray_files", "--delete")
        assert "3 files deleted." in capsys.readouterr().err
    assert not any(map(storage.exists, STRAYS))
    assert all(map(storage.exists, [*filled, *OTHERS]))


def test_the_worker_deletes_them_from_a_disk_alone(filled, storage):
    """An object storage may be that of the forum of which this is a copy."""
    is_disk = isinstance(storage, files.Folder)
    with in_days(1.1):
        assert stray_files.delete_from_disk() == (3 if is_disk else 0)
    assert any(map(storage.exists, STRAYS)) != is_disk


def test_the_check_warns_of_them_and_finds_pictures_of_members_that_are_gone(ben, filled, storage):
    def codes():
        return {fault.code for verdict in check_invariants() for fault in verdict.faults}

    assert "files.stray" not in {warning.code for warning in all_warnings()}
    with in_days(3):
        warning = next(warning for warning in all_warnings() if warning.code == "files.stray")
        assert (warning.count, sorted(warning.examples)) == (3, STRAYS)
    assert "member.avatar" not in codes()
    storage.delete(avatars.stored_names(ben.avatar)[1])
    assert "member.avatar" in codes()


def test_a_storage_without_anything_has_no_strays(storage):
    assert list(stray_files.all_strays()) == []
