import pytest

from forum.fetching import Fetched, FetchRefused, Trouble
from forum.posts.models import Post
from forum.remote_pictures import copying
from forum.remote_pictures.models import RemotePicture
from forum.site.models import SiteSettings
from tests.attachments.conftest import files_of_one_test, picture, stored  # noqa: F401

BOAT = "https://pictures.example/boat.png"
MARKDOWN = f"![A boat]({BOAT})"


@pytest.fixture
def copies(db):
    SiteSettings().change(remote_images="copied")


@pytest.fixture
def sites(monkeypatch):
    """What is at an address: a picture's bytes, or an error; and in `asked` every address that was asked for."""
    sites = {BOAT: picture()}
    asked = []

    def fetch(address, **_bounds):
        asked.append(address)
        there = sites.get(address, FetchRefused(Trouble.NOT_THERE))
        if isinstance(there, Exception):
            raise there
        return Fetched(address, "image/png", "", there)

    monkeypatch.setattr(copying, "fetch", fetch)
    sites["asked"] = asked
    return sites


def reply(browser, topic, body):
    browser.post(f"{topic.get_absolute_url()}reply/", {"body": body, "key": body[:60]})
    return Post.objects.latest("pk")


def work():
    """Let the worker copy what is due; return how many pictures it has dealt with."""
    count = 0
    while copying.copy_due():
        count += 1
    return count


def copy_of(address=BOAT):
    return RemotePicture.objects.get(address=address)
