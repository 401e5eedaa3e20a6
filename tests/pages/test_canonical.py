"""Each page that search engines may show names its one address, and those before and after it."""

import html5lib
import pytest

from forum.boards.presets import Preset
from forum.own_pages.models import OwnPage
from forum.topics.board_totals import recount_board
from forum.topics.models import Tag
from tests.conftest import opened

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def named(as_):
    """named(path) → the addresses that the page there names in its head, by what they are to it."""

    def act(path):
        answer = as_().get(path)
        assert answer.status_code == 200
        head = html5lib.parse(answer.text, namespaceHTMLElements=False).find("head")
        links = [(link.get("rel"), link.get("href")) for link in head.iter("link")]
        found = {rel: href for rel, href in links if rel in ("canonical", "prev", "next")}
        assert len([rel for rel, _href in links if rel in found]) == len(found)
        [address] = [meta.get("content") for meta in head.iter("meta") if meta.get("property") == "og:url"]
        assert address == found["canonical"]
        return found

    return act


def test_every_page_to_show_names_its_address(named, topic, board):
    topic.tags.add(Tag.objects.create(name="Glue", slug="glue"))
    OwnPage.objects.create(name="Rules", slug="rules")
    for path in (
        "/", "/latest/", "/boards/", "/tags/", "/tag/glue/", "/u/ada/", "/pages/rules/", "/help/writing/",
        board.get_absolute_url(), topic.get_absolute_url(),
    ):  # fmt: skip
        assert named(path) == {"canonical": f"{HERE}{path}"}, path
        assert named(f"{path}?utm_source=x")["canonical"] == f"{HERE}{path}", path


def test_a_later_page_of_a_topic_is_one_of_its_own_between_its_neighbours(named, root, topic, say):
    for _n in range(45):
        say(root, topic)
    place = topic.get_absolute_url()
    assert named(place) == {"canonical": f"{HERE}{place}", "next": f"{place}?page=2"}
    assert named(f"{place}?page=2") == {
        "canonical": f"{HERE}{place}?page=2", "prev": place, "next": f"{place}?page=3",
    }  # fmt: skip
    assert named(f"{place}?page=3") == {"canonical": f"{HERE}{place}?page=3", "prev": f"{place}?page=2"}


def test_a_later_page_of_a_list_is_one_of_its_own_between_its_neighbours(
    named, root, board, start, monkeypatch
):
    for place in ("forum.pages.boards.views", "forum.pages.tags.views"):
        monkeypatch.setattr(f"{place}.PER_PAGE", 2)
    tag = Tag.objects.create(name="Glue", slug="glue")
    for n in range(5):
        start(root, board, title=f"Topic {n}").tags.add(tag)
    recount_board(board.pk)
    for place in (board.get_absolute_url(), "/tag/glue/"):
        assert named(f"{place}?page=2") == {
            "canonical": f"{HERE}{place}?page=2", "prev": place, "next": f"{place}?page=3",
        }  # fmt: skip


def test_many_boards_are_pages_of_their_own(named, monkeypatch):
    monkeypatch.setattr("forum.pages.boards.views.NAMES", 1)
    for name in ("One", "Two"):
        opened(name, Preset.PUBLIC)
    assert named("/boards/?page=2") == {"canonical": f"{HERE}/boards/?page=2", "prev": "/boards/"}
