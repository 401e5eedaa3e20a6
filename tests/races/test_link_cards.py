"""Posts with the same links at one moment, workers that fetch them and the purge of cards that no post uses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.attachments import files
from forum.fetching import Fetched
from forum.images import Picture
from forum.link_cards import fetching, owner_acts
from forum.link_cards.fetching import fetch_due
from forum.link_cards.models import LinkCard, LinkCardUse
from forum.link_cards.noting import note_links
from forum.link_cards.purging import purge_unused
from forum.site.models import SiteSettings
from tests.races.racing import at_once, failures

ADDRESSES = [f"https://news.example/{number}" for number in range(3)]
PAGE = b'<title>Boats</title><meta property="og:image" content="/boat.png">'


@pytest.fixture
def cards(transactional_db, monkeypatch):
    SiteSettings.current().change(shows_link_cards=True)
    monkeypatch.setattr(fetching, "fetch", lambda address, **_: Fetched(address, "text/html", "", PAGE))
    drawn = Picture(b"drawn", 9, 9, "WEBP")
    monkeypatch.setattr(fetching.images, "redraw", lambda *_args, **_named: [drawn])


@pytest.fixture
def posts(topics, root, say, cards):
    orders = [ADDRESSES, ADDRESSES[::-1]] * 3
    return [say(root, place, "\n\n".join(order)).pk for place, order in zip(topics(6), orders, strict=True)]


def made():
    while fetch_due():
        pass


def test_posts_with_the_same_links_share_cards_that_are_each_fetched_once(posts):
    noting = [lambda pk=pk: note_links(post_id=pk) for pk in posts]
    assert failures(at_once([*noting, *noting[:2]])) == []
    assert LinkCardUse.objects.count() == 18
    assert failures(at_once([fetch_due] * 4)) == []
    made()
    assert LinkCard.objects.filter(state="ready", attempts=1).count() == 3


def test_a_link_that_is_posted_while_unused_cards_are_purged_has_its_card(posts):
    note_links(post_id=posts[0])
    made()
    LinkCardUse.objects.all().delete()
    LinkCard.objects.update(created_at=timezone.now() - timedelta(days=2))
    noting = [lambda pk=pk: note_links(post_id=pk) for pk in posts[1:]]
    assert failures(at_once([*noting, purge_unused, purge_unused])) == []
    made()
    assert LinkCardUse.objects.count() == 15
    assert [card.state for card in LinkCard.objects.all()] == ["ready"] * 3
    assert all(files.storage().exists(card.stored_as) for card in LinkCard.objects.all())


def test_what_the_owner_removes_while_it_is_fetched_stays_removed(posts, monkeypatch):
    note_links(post_id=posts[0])
    fetch = fetching.fetch

    def remove_meanwhile(address, **asked):
        owner_acts.remove(LinkCard.objects.all())
        return fetch(address, **asked)

    monkeypatch.setattr(fetching, "fetch", remove_meanwhile)
    assert fetch_due() == 1
    assert set(LinkCard.objects.values_list("state", "title", "stored_as")) == {("removed", "", "")}
