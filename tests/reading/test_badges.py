"""What lists, boards and a topic's page show of what is unread."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following
from forum.moderation import post_acts
from forum.pages.templatetags.icons import icon
from forum.site.models import SiteSettings
from forum.topics import read_marks
from forum.topics.models import Tag
from tests.conftest import opened

pytestmark = pytest.mark.django_db


def rows_in(page: str) -> list[tuple[str, str, str]]:
    """Of each topic's row: its classes, where its badge leads, and what that says to whoever sees it."""
    rows = re.findall(r'<li class="(row-topic[^"]*)">(.*?)</li>', page, re.DOTALL)
    badge = re.compile(
        r'class="unread-count" dir="auto" href="([^"]+)"><span aria-hidden="true">(.*?)</span>'
    )
    return [
        (classes, *(badge.search(row).groups() if badge.search(row) else ("", ""))) for classes, row in rows
    ]


@pytest.fixture
def lists(board, ada):
    glue = Tag.objects.create(name="Glue", slug="glue")
    return glue, [
        "/latest/",
        "/new/",
        "/unread/",
        board.get_absolute_url(),
        "/tag/glue/",
        "/latest/?tag=glue",
        "/u/ada/?show=topics",
    ]


def test_every_list_says_what_is_new_and_leads_to_it(as_, eve, ada, ben, board, start, say, lists):
    glue, addresses = lists
    topic = start(ada, board, tags=[glue])
    unread = f"{topic.get_absolute_url()}unread/"
    browser = as_(eve)
    for address in addresses:
        assert rows_in(browser.get(address).text) == [("row-topic row-unread", unread, "New")], address
        assert rows_in(as_().get(address).text) in ([("row-topic", "", "")], []), address
    read_marks.mark_read(eve, topic, 1)
    say(ben, topic)
    say(ben, topic)
    for address in addresses:
        page = browser.get(address).text
        assert rows_in(page) == [("row-topic row-unread", unread, "2 new")], address
        assert '<span class="hidden">2 unread posts</span>' in page
    read_marks.mark_read(eve, topic, 3)
    for address in addresses:
        expected = [] if address == "/unread/" else [("row-topic row-read", "", "")]
        assert rows_in(browser.get(address).text) == expected, address


def test_the_badge_leads_to_the_first_post_that_is_neither_own_ignored_nor_removed(
    as_, eve, ada, ben, nia, mod, topic, say
):
    read_marks.mark_read(eve, topic, 1)
    say(eve, topic)
    say(nia, topic)
    removed, first = say(ben, topic), say(ben, topic)
    following.mute(eve, nia)
    post_acts.remove(mod, removed, "x")
    address = f"{topic.get_absolute_url()}unread/"
    assert as_(eve).get(address).url.endswith(f"#post-{first.pk}")


def test_boards_say_how_many_topics_are_new_with_those_below_them(as_, eve, ada, board, start):
    below = opened("Below", "public", parent=board)
    deeper = opened("Deeper", "public", parent=below)
    start(ada, board)
    start(ada, deeper)
    home, page = as_(eve).get("/").text, as_(eve).get("/b/general/").text
    said = re.compile(
        r'href="/unread/\?board=([^"]+)"><span aria-hidden="true">(\d+) new</span><span class="hidden">1 unread topic</span>'
    )
    assert said.findall(home) == [("general", "1"), ("below", "1")]
    assert said.findall(page) == [("below", "1")]
    assert "unread-count" not in as_().get("/").text
    assert said.findall(as_(ada).get("/").text) == []


def test_marking_as_read_is_offered_only_where_something_is_unread(as_, eve, ada, board, topic):
    for address, act in (("/", "/unread/read/"), ("/b/general/", "/b/general/read/")):
        assert f'action="{act}"' in as_(eve).get(address).text
        assert f'action="{act}"' not in as_(ada).get(address).text
        assert f'action="{act}"' not in as_().get(address).text


def test_a_topics_page_leads_to_the_first_unread_post_on_another_page_or_further_down(
    as_, eve, nia, long_topic, start, say
):
    topic = long_topic(45)
    address, browser = topic.get_absolute_url(), as_(eve)

    def jump():
        found = re.search(
            r'href="([^"]+)">(?:(?!</a>).)*Jump to first unread', browser.get(address).text, re.DOTALL
        )
        return found and found[1]

    assert jump() is None  # it is the first on this page
    assert jump() == f"{address}?page=2#new"
    read_marks.mark_read(eve, topic, 45)
    assert jump() is None
    short = start(nia, topic.board)
    say(nia, short)
    browser.get(short.get_absolute_url())
    say(nia, short)
    address = short.get_absolute_url()
    assert jump() == "#new"
    assert jump() is None


def test_the_way_to_the_first_unread_post_points_to_where_it_is(as_, eve, long_topic):
    topic = long_topic(45)
    address, browser = topic.get_absolute_url(), as_(eve, HTTP_SEC_PURPOSE="prefetch")

    def arrow(page):
        link = re.search(r'href="[^"]+">(<i .*?</i>)Jump to first unread', browser.get(page).text)
        return link and link[1]

    read_marks.mark_read(eve, topic, 25)  # 26 is on page 2
    assert arrow(address) == icon("down")
    assert arrow(f"{address}?page=2") == icon("down")
    assert arrow(f"{address}?page=3") == icon("up")


def test_a_topics_page_offers_to_mark_later_pages_read(as_, eve, long_topic):
    topic = long_topic(45)
    browser, act = as_(eve), f'action="{topic.get_absolute_url()}read/"'
    assert act in browser.get(topic.get_absolute_url()).text
    assert act not in browser.get(f"{topic.get_absolute_url()}?page=3").text
    assert act not in browser.get(topic.get_absolute_url()).text


def test_a_list_asks_as_much_of_the_database_with_many_unread_topics_as_with_few(
    as_, eve, ada, nia, board, start, lists
):
    glue, addresses = lists
    start(ada, board, tags=[glue])
    few = [queries_of(as_(eve), address) for address in ["/", *addresses]]
    for n in range(8):
        start(nia, board, title=f"Topic {n}", tags=[glue])
    assert [queries_of(as_(eve), address) for address in ["/", *addresses]] == few


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_the_days_that_posts_are_unread_are_set_in_the_admin(as_, root, joined_long_ago, topic, age):
    age(topic, 40)
    assert rows_in(as_(joined_long_ago).get("/latest/").text) == [("row-topic row-read", "", "")]
    change = as_(root).get("/admin/site/sitesettings/1/change/")
    sent = {
        name: "" if value is None else value
        for name, value in change.context["adminform"].form.initial.items()
        if value is not False
    }
    for wrong in (0, 366):
        answer = as_(root).post("/admin/site/sitesettings/1/change/", sent | {"unread_days": wrong})
        assert answer.context["adminform"].form.errors.keys() == {"unread_days"}
        assert SiteSettings.current().unread_days == 30
    as_(root).post("/admin/site/sitesettings/1/change/", sent | {"unread_days": 60})
    assert SiteSettings.current().unread_days == 60
    assert rows_in(as_(joined_long_ago).get("/latest/").text)[0][2] == "New"
