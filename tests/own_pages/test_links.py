"""Links in the menu and at the foot: set without code, seen at once by those who may follow them, at no query."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.own_pages.models import OwnPage
from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.conftest import join

HERE = "/admin/site/sitesettings/links/"


def posted(menu=(), foot=(), **more):
    said = {}
    for place, rows in (("menu", menu), ("foot", foot)):
        said |= {f"{place}-TOTAL_FORMS": len(rows), f"{place}-INITIAL_FORMS": 0}
        for number, (name, where) in enumerate(rows):
            said |= {f"{place}-{number}-name": name, f"{place}-{number}-address": where}
    return said | more


@pytest.fixture
def save(as_, root):
    def act(*args, **more):
        return as_(root).post(HERE, posted(*args, **more))

    return act


def names(place="menu"):
    return [link["name"] for link in SiteSettings.current().links if link["place"] == place]


def test_links_are_on_the_next_page_of_every_visitor(as_, save):
    assert (
        save([("Rules", "/pages/rules/"), ("", "")], [("Our club", "https://club.example/")]).status_code
        == 303
    )
    assert LogEntry.objects.latest("pk").get_change_message() == "The links are saved."
    page = as_().get("/").text
    assert '<a href="https://club.example/">Our club</a>' in page
    assert "Rules" not in page  # there is no such page
    OwnPage.objects.create(name="Rules", slug="rules", text="x")
    save([("Rules", "/pages/rules/")])
    page = as_().get("/").text
    assert '<a href="/pages/rules/">Rules</a>' in page
    assert "Our club" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://plain.example/", "//evil.example/",
        "/\\evil.example", "https://", "rules", "https://a b/", "/x\nhttps://y", "mailto:a@example.org", "https://[",
        "\tjavascript:alert(1)", "https://x/\"onclick=", "/" + "x" * 300,
    ],
)  # fmt: skip
def test_an_address_that_is_none_of_ours_and_no_https_is_refused_beside_its_field(as_, save, wrong):
    answer = save([("Bad link", wrong)])
    assert answer.status_code == 422
    assert 'id="id_menu-0-address_error"' in answer.text
    assert "Bad link" in answer.text
    assert not SiteSettings.current().links
    assert "Bad link" not in as_().get("/").text


@pytest.mark.parametrize("half", [("Words", ""), ("", "/latest/")])
def test_half_a_link_is_refused(save, half):
    assert "Fill in both" in save([half]).text


def test_no_more_than_five_in_each_place(save):
    six = [(f"Link {n}", "/latest/") for n in range(6)]
    save(six, six[:5])
    assert len(names()) <= 5
    assert len(names("foot")) <= 5


def test_links_are_moved_and_removed_by_buttons(save):
    rows = [("One", "/latest/"), ("Two", "/tags/"), ("Three", "/boards/")]
    save(rows, rows, move="up-menu-2")
    assert names() == ["One", "Three", "Two"]
    save(rows, rows, move="down-foot-0")
    assert (names(), names("foot")) == (["One", "Two", "Three"], ["Two", "One", "Three"])
    save(rows, move="remove-menu-1")
    assert names() == ["One", "Three"]
    for nonsense in ("up-menu-0", "up-menu-9", "x", "remove--", "up-menu-²"):
        save(rows, move=nonsense)
        assert names() == ["One", "Two", "Three"]


def test_a_link_follows_the_audience_of_its_page(as_, ben, root, save):
    rules = OwnPage.objects.create(name="Rules", slug="rules", text="x")
    save([("Our rules", "/pages/rules/")])
    said = {"name": "Rules", "slug": "rules", "text": "x"}
    change = address("own_pages_ownpage_change", rules.pk)
    as_(root).post(change, said | {"audience": "members", "is_published": "on"})
    assert "Our rules" not in as_().get("/").text
    assert "Our rules" in as_(ben).get("/").text
    as_(root).post(change, said | {"audience": "members"})
    assert "Our rules" not in as_(ben).get("/").text
    assert "leads to a page that isn’t published" in as_(root).get(HERE).text
    as_(root).post(address("own_pages_ownpage_delete", rules.pk), {"post": "yes"})
    assert "Our rules" not in as_(ben).get("/").text


def test_links_cost_no_query(as_, ben, board, save):
    OwnPage.objects.create(name="Rules", slug="rules", text="x")
    for reader in (None, ben):
        as_(reader).get("/")
        with CaptureQueriesContext(connection) as before:
            as_(reader).get("/")
        save([("Rules", "/pages/rules/")])
        with CaptureQueriesContext(connection) as after:
            assert '"/pages/rules/"' in as_(reader).get("/").text
        save([])
        assert len(after) == len(before)


def test_only_who_may_change_the_settings_sets_links(as_, ben):
    clerk = join("clerk", is_staff=True)
    assert as_(clerk).post(HERE, posted([("Mine", "/latest/")])).status_code == 403
    assert as_(ben).post(HERE, posted([("Mine", "/latest/")])).status_code == 302
    assert not SiteSettings.current().links


def test_an_unreadable_form_is_no_error_of_ours(as_, root):
    assert as_(root).post(HERE, {"move": "up-menu-0"}).status_code == 422
    assert as_(root).post(HERE, posted() | {"menu-TOTAL_FORMS": "many"}).status_code == 422
