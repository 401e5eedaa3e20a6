"""Pages of lists for members, kept under what they show: each is the page that would be rendered, for each reader."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language

import accounts.models
from accounts.models import User
from forum.announcements.banners import refresh_banners
from forum.announcements.models import Announcement
from forum.boards.models import Board, Grant
from forum.follows import following
from forum.moderation.silence_acts import silence
from forum.pages import kept_parts
from forum.pages.boards import kept_page as board_page
from forum.pages.home import views as home_page
from forum.pages.topic_lists import views as list_pages
from forum.pages.topics.lists import kept_topics
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.conftest import opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

ONCE = re.compile(r'value="[\w:+.-]{25,}"|name="until" value="[^"]*"')  # what every page has of its own
PAGES = ("/", "/latest/", "/new/", "/unread/", "/unanswered/", "/top/", "/mine/", "/b/general/", "/b/lounge/")


def misses():
    return sum(kept.cache_info().misses for kept in (kept_parts._page, kept_parts._rendered))


@pytest.fixture
def stage(ada, ben, eve, board, members_board, start, say):
    """Boards with boards inside, topics old and new, some of them muted, tagged, pinned, locked."""
    Tag.objects.create(name="tools", slug="tools")
    inner = opened("Inner", "public", parent=board)
    topics = [
        start(ada, each, title=f"On {each.name} {n}")
        for each in (board, inner, members_board)
        for n in range(3)
    ]
    topics[0].tags.add(Tag.objects.get())
    topics[1].pin(ada, everywhere=True)
    topics[2].lock(ada, "So")
    say(ben, topics[3])
    following.mute(eve, topics[4])
    following.mute(eve, inner)
    return topics


@pytest.fixture
def rendered(monkeypatch):
    """rendered(browser, address) → the page, as it is without any that are kept."""

    def act(browser, address):
        with monkeypatch.context() as patch:
            for module in (board_page, home_page, list_pages):
                patch.setattr(module, "frame_for", lambda request: None)
            return plain(browser.get(address))

    return act


def plain(response):
    assert response.status_code == 200, response
    return ONCE.sub("", response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_it_is_the_page_that_is_rendered(stage, as_, ada, eve, root, rendered, address):
    for member in (eve, ada, root):
        browser = as_(member)
        assert plain(browser.get(address)) == rendered(browser, address)
        assert plain(browser.get(address)) == rendered(browser, address)


@pytest.mark.parametrize("address", ["/", "/latest/", "/b/general/"])
def test_it_is_rendered_once_for_all_who_see_the_same(stage, as_, eve, nia, address):
    browsers = [as_(eve), as_(nia)]
    for browser in browsers:
        browser.get(address)
    before = misses()
    pages = [browser.get(address).text for browser in browsers]
    assert misses() == before
    assert f"/u/{eve.username}/" in pages[0]
    assert f"/u/{eve.username}/" not in pages[1]


@pytest.mark.parametrize("address", ["/", "/latest/", "/b/general/"])
def test_it_asks_once_what_has_changed(stage, as_, eve, address):
    browser = as_(eve)
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
    assert sum("page_change" in query["sql"] for query in asked) == 1


@pytest.mark.parametrize("address", ["/", "/latest/", "/b/general/"])
def test_what_has_changed_is_on_the_next_page(stage, as_, ada, eve, start, board, address):
    browser = as_(eve)
    for _ in range(2):
        browser.get(address)
    start(ada, board, title="Brand new")
    assert "Brand new" in browser.get(address).text
    type(stage[0]).objects.filter(title="Brand new").update(title="Renamed")
    page = browser.get(address).text
    assert "Renamed" in page
    assert "Brand new" not in page
    type(ada).objects.filter(pk=ada.pk).update(display_name="Another name")
    assert "Another name" in browser.get(address).text
    Board.objects.filter(pk=board.pk).update(name="Anything at all")
    assert "Anything at all" in browser.get(address).text
    SiteSettings.current().change(name="Elsewhere")
    assert "Elsewhere" in browser.get(address).text


@pytest.mark.parametrize("address", ["/", "/latest/", "/b/lounge/"])
def test_a_board_that_is_closed_to_a_member_is_gone_from_it(stage, as_, eve, members_board, address):
    browser = as_(eve)
    assert "On Lounge" in browser.get(address).text
    Grant.objects.filter(board=members_board).delete()
    assert "On Lounge" not in browser.get(address).text


def test_what_only_one_member_is_told_is_told_to_them_alone(stage, as_, eve, nia, root):
    as_(eve).get("/latest/")
    as_(nia).get("/latest/")
    silence(root, nia, "Shouting", until=timezone.now() + timedelta(days=1))
    assert "You can only read" in as_(nia).get("/latest/").text
    assert "You can only read" not in as_(eve).get("/latest/").text


def test_a_banner_stands_on_pages_that_were_kept_before(stage, as_, eve, root):
    as_(eve).get("/latest/")
    Announcement.objects.create(
        title="Tonight it is quiet", text="We move.", html="<p>We move.</p>", is_banner=True
    )
    refresh_banners()
    assert "Tonight it is quiet" in as_(eve).get("/latest/").text


def test_each_reader_is_told_in_their_own_language_of_a_member_who_has_left(
    stage, as_, ada, eve, nia, monkeypatch
):
    def translated(words):
        return "Ehemaliges Mitglied" if (words, get_language()) == ("Former member", "de") else words

    monkeypatch.setattr(accounts.models, "_", translated)
    User.objects.filter(pk=ada.pk).update(closed_at=timezone.now())
    User.objects.filter(pk=nia.pk).update(language="de")
    for _ in range(2):
        assert "Former member" in as_(eve).get("/latest/").text
        page = as_(nia).get("/latest/").text
        assert "Ehemaliges Mitglied" in page
        assert "Former member" not in page


def test_what_was_never_committed_is_kept_for_nobody(stage, as_, eve):
    topic = stage[0]
    with transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(title="Never so")
        assert kept_topics([topic.pk])[topic.pk].title == "Never so"
        assert "Never so" in as_(eve).get("/latest/").text
        transaction.set_rollback(True)
    for _ in range(2):
        page = as_(eve).get("/latest/").text
        assert topic.title in page
        assert "Never so" not in page


def test_after_a_page_that_failed_the_next_one_is_of_the_present(stage, as_, eve, monkeypatch):
    browser, topic = as_(eve), stage[0]
    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(list_pages, "variant_links", lambda *_asked: 1 // 0)
        assert browser.get("/latest/").status_code == 500
    Topic.objects.filter(pk=topic.pk).update(title="Since then")
    assert kept_topics([topic.pk])[topic.pk].title == "Since then"
    assert "Since then" in browser.get("/latest/").text
