"""Files at once are counted exactly: together they never take more than their owner's space."""

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone

from forum.attachments import files, purging
from forum.attachments.models import Attachment, AttachmentQuerySet
from forum.posts import storing
from forum.site.models import SiteSettings
from tests.attachments.conftest import sent
from tests.races.racing import at_once, failures


def on_disk():
    return sum(1 for path in Path(files.storage().location).rglob("*") if path.is_file())


def test_of_many_files_at_once_only_so_many_are_kept_as_there_is_space_for(as_, ben, topic):
    SiteSettings.current().change(attachment_space=1)
    browsers, before = [as_(ben) for _thread in range(8)], on_disk()

    def send(browser):
        upload = {"files": sent("a.zip", bytes(300_000)), "place": f"topic:{topic.pk}"}
        return browser.post("/files/", upload).status_code

    statuses = at_once([lambda browser=browser: send(browser) for browser in browsers])
    assert sorted(statuses) == [201] * 3 + [413] * 5
    assert Attachment.objects.all().total_size() == 900_000
    assert on_disk() - before == 3


@pytest.fixture
def file(as_, ben, topic):
    as_(ben).post("/files/", {"files": sent("a.zip", b"PK"), "place": f"topic:{topic.pk}"})
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=2))
    return Attachment.objects.get()


@pytest.mark.parametrize("act", ["purge", "delete"])
def test_a_file_that_a_post_names_while_unused_files_are_deleted_stays(
    ben, topic, say, file, act, monkeypatch
):
    """The post is stored, and not committed yet, when the other side looks for unused files."""
    asked, noted = Event(), Event()
    unused = purging.can_delete if act == "delete" else AttachmentQuerySet.unused

    def look(*given):
        asked.set()
        return unused(*given)

    def hold(posts):
        noted.set()
        asked.wait(0.3)  # on both databases the other side waits for this transaction, and so never asks

    monkeypatch.setattr(purging, "can_delete", look)
    monkeypatch.setattr(AttachmentQuerySet, "unused", look)
    monkeypatch.setattr(storing, "_writers", [*storing._writers, hold])

    def clean():
        noted.wait(10)
        return purging.purge([file]) if act == "purge" else purging.delete(file)

    outcomes = at_once([lambda: say(ben, topic, file.markdown), clean])
    assert failures(outcomes) == []
    assert not outcomes[1]
    assert files.storage().exists(file.stored_as)


def test_a_file_that_a_post_names_in_that_moment_stays_or_went_whole(ben, topics, say, file):
    places = topics(4)
    calls = [lambda place=place: say(ben, place, file.markdown) for place in places]
    assert failures(at_once([*calls, purging.purge_unused, purging.purge_unused])) == []
    assert Attachment.objects.exists() == files.storage().exists(file.stored_as)
