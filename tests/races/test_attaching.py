"""Files at once are counted exactly: together they never take more than their owner's space."""

from pathlib import Path

from forum.attachments import files
from forum.attachments.models import Attachment
from forum.site.models import SiteSettings
from tests.attachments.conftest import sent
from tests.races.racing import at_once


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
