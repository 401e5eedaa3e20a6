import datetime

import pytest
from django.utils import timezone

from forum.jobs.running import run_due
from forum.link_cards.fetching import fetch_due
from forum.link_cards.models import LinkCard
from forum.site.models import SiteSettings
from tests.attachments.conftest import files_of_one_test, picture, stored
from tests.plumbing.internet import answer

__all__ = ["files_of_one_test", "stored"]

ADDRESS = "http://news.example/boats"
HEAD = (
    '<title>Boats</title><meta property="og:title" content="All &amp; every boat">'
    '<meta name="description" content="How they float."><meta property="og:image" content="/boat.png">'
)


def page(head=HEAD, **headers):
    return answer(f"<!doctype html><html><head>{head}</head><body>Hello</body></html>".encode(), **headers)


def asked(web):
    return [line.split(" ")[1] for line, _headers in web.asked]


def shown(as_, topic, member=None):
    return as_(member).get(topic.get_absolute_url()).text


@pytest.fixture
def known_members(ada, ben):
    """Not new ones, whose posts may have few links."""
    type(ada).objects.update(date_joined=timezone.now() - datetime.timedelta(days=2))
    ada.refresh_from_db()
    ben.refresh_from_db()


@pytest.fixture
def cards(db):
    """The owner has switched cards on."""
    SiteSettings.current().change(shows_link_cards=True)


@pytest.fixture
def web(online, cards):
    """The one page of a site that all of this is about."""
    online.pages |= {
        "news.example/boats": page(),
        "news.example/boat.png": answer(picture(600, 300), Content_Type="image/png"),
    }
    return online


@pytest.fixture
def work():
    """The worker does all that is due."""

    def act():
        while run_due() or fetch_due():
            pass

    return act


@pytest.fixture
def card(web, work, ada, ben, board, start, say):
    """The card of a link that Ben has posted."""
    topic = start(ada, board)
    say(ben, topic, ADDRESS)
    work()
    card = LinkCard.objects.get()
    card.topic = topic
    return card
