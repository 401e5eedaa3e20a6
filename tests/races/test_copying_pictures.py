"""Posts with the same pictures at one moment, workers that copy them and the purge of what nothing shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.attachments import files
from forum.fetching import Fetched
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.remote_pictures import copying
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.remote_pictures.purging import purge_unused
from forum.site.models import SiteSettings
from tests.attachments.conftest import picture
from tests.races.racing import at_once, failures

ADDRESSES = [f"https://pictures.example/{number}.png" for number in range(3)]


@pytest.fixture
def copies(transactional_db, monkeypatch):
    SiteSettings.current().change(remote_images="copied")
    drawn = copying.redrawn(picture())
    monkeypatch.setattr(copying, "redrawn", lambda _body: drawn)
    monkeypatch.setattr(copying, "fetch", lambda address, **_: Fetched(address, "image/png", "", b""))


def text(addresses):
    return " ".join(f"![A boat]({address})" for address in addresses)


def test_posts_with_the_same_pictures_are_all_stored_and_each_is_fetched_once(topics, root, say, copies):
    orders = [ADDRESSES, ADDRESSES[::-1]] * 3
    posts = [
        lambda place=place, order=order: say(root, place, text(order))
        for place, order in zip(topics(6), orders, strict=True)
    ]
    assert failures(at_once(posts)) == []
    assert RemotePictureUse.objects.count() == 18
    assert failures(at_once([copying.copy_due] * 4)) == []
    while copying.copy_due():
        pass
    assert RemotePicture.objects.filter(state="copied", attempts=1).count() == 3


def test_a_picture_that_is_posted_while_unused_ones_are_purged_is_shown_by_its_post(
    topics, root, say, copies
):
    [first, *places] = topics(5)
    old = say(root, first, text(ADDRESSES))
    while copying.copy_due():
        pass
    revise(root, old, render_text("Nothing."), base=1)
    RemotePicture.objects.update(created_at=timezone.now() - timedelta(days=2))
    posts = [lambda place=place: say(root, place, text(ADDRESSES)) for place in places]
    assert failures(at_once([*posts, purge_unused, purge_unused])) == []
    assert RemotePictureUse.objects.count() == 12
    while copying.copy_due():
        pass
    pictures = RemotePicture.objects.all()
    assert [row.state for row in pictures] == ["copied"] * 3
    assert all(files.storage().exists(row.stored_as) for row in pictures)
