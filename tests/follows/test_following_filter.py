"""/following/ of a board with those below it, and of tags, as the lists of topics have it."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow
from forum.moderation import topic_acts
from forum.topics.models import Tag, Topic
from tests.conftest import opened

pytestmark = pytest.mark.django_db

ADDRESS = "/following/"


@pytest.fixture
def tags(db):
    return [Tag.objects.create(name=name, slug=name.lower()) for name in ("Glue", "Wood")]


@pytest.fixture
def followed(ada, eve, start, tags):
    """Eve follows Ada, both tags, the boards Tools › Hand tools and Garden, and Saw, Plane and Rake, one on each."""
    tools = opened("Tools", Preset.PUBLIC)
    hand = opened("Hand tools", Preset.PUBLIC, parent=tools)
    garden = opened("Garden", Preset.PUBLIC)
    saw, plane, rake = (
        start(ada, board, title=title, tags=chosen)
        for board, title, chosen in ((tools, "Saw", []), (hand, "Plane", tags), (garden, "Rake", tags[:1]))
    )
    for thing in (ada, *tags, tools, hand, garden, saw, plane, rake):
        following.follow(eve, thing)
    return {"tools": tools, "hand": hand, "garden": garden, "saw": saw, "plane": plane, "rake": rake}


def follow_more(member, board, author, count, tags=()):
    """The member follows so many more topics there."""
    rows = [Topic(board=board, author=author, title=f"T {n}", last_poster=author) for n in range(count)]
    for topic in Topic.objects.bulk_create(rows):
        topic.tags.set(tags)
        following.follow(member, topic)


@pytest.fixture
def names(as_, eve):
    """names("board=tools") → what Eve's list has under this filter."""

    def act(query):
        page = as_(eve).get(f"{ADDRESS}?{query}").text
        return set(re.findall(r'class="row-title" dir="auto">\s*<(?:a|span)[^>]*>(.*?)</', page))

    return act


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("board=tools", {"Tools", "Hand tools", "Saw", "Plane"}),
        ("board=hand-tools", {"Hand tools", "Plane"}),
        ("tag=glue", {"Glue", "Plane", "Rake"}),
        ("tag=glue&tag=wood", {"Plane"}),
        ("board=garden&tag=glue", {"Rake"}),
        ("board=garden&tag=wood", set()),
        ("board=tools&kind=topic", {"Saw", "Plane"}),
        ("tag=glue&kind=tag", {"Glue"}),
        ("board=tools&kind=person", set()),
    ],
)
def test_it_shows_topics_of_the_board_and_tags_and_the_board_or_tag_itself(query, left, followed, names):
    assert len(names("")) == 9
    assert names(query) == left


def test_what_is_muted_is_filtered_too(followed, names, eve):
    for name in ("saw", "rake", "garden"):
        following.mute(eve, followed[name])
    assert names("kind=muted&board=garden") == {"Garden", "Rake"}


def test_a_topic_out_of_sight_belongs_to_no_board_or_tag(followed, names, mod, root, eve):
    topic_acts.remove(root, followed["plane"], "")
    assert names("tag=wood") == {"Wood"}
    assert names("board=tools") == {"Tools", "Hand tools", "Saw"}
    apply_preset(followed["garden"], Preset.STAFF)
    assert names("tag=glue") == {"Glue"}


def test_the_heading_says_so_and_everything_on_the_page_keeps_it(as_, eve, followed, tags):
    page = as_(eve).get(f"{ADDRESS}?board=tools&tag=glue&kind=topic").text
    said = re.search(r"<h1[^>]*>(.*?)</h1>", page)[1].replace("\u2068", "").replace("\u2069", "")
    assert said == "Following in Tools, tagged Glue"
    links = set(map(html.unescape, re.findall(r'(?:href|action)="([^"]*)"', page)))
    kept = "board=tools&tag=glue"
    assert {f"/following/?kind=board&{kept}", f"/following/?{kept}", f"/latest/?{kept}"} <= links
    assert {"/following/?kind=topic&tag=glue", "/following/?kind=topic&board=tools"} <= links
    assert f"/following/?kind=topic&{kept}" in links  # what the form of the rows is sent to
    assert "/following/?kind=topic" in links  # everything
    assert f"/following/?kind=topic&{kept}&tag=wood" in links
    form = page.partition('class="filter-form"')[2].partition("</form>")[0]
    assert 'name="kind" value="topic"' in form and 'name="tag" value="glue"' in form


def test_pages_and_acts_keep_it(as_, ada, eve, followed):
    follow_more(eve, followed["garden"], ada, 30)
    browser, address = as_(eve), f"{ADDRESS}?board=garden"
    assert 'href="/following/?board=garden&amp;page=2"' in browser.get(address).text
    second = browser.get(f"{address}&page=2")
    assert second.text.count('class="row-follow') == 2
    assert browser.get(f"{address}&page=3").url == f"{address}&page=2"
    row = Follow.objects.get(member=eve, topic=followed["rake"])
    answer = browser.post(f"{address}&page=2", {"follow": [row.pk], "act": "hide"})
    assert answer.url == f"{address}&page=2"


def test_nothing_that_matches_says_so_and_leads_back(as_, eve, followed):
    page = as_(eve).get(f"{ADDRESS}?board=garden&tag=wood&kind=topic").text
    assert "Nothing that you follow matches what you chose." in page
    assert '<a class="button" href="/following/?kind=topic">Show everything</a>' in page
    assert "Nothing that you have muted matches" in as_(eve).get(f"{ADDRESS}?board=garden&kind=muted").text


@pytest.mark.parametrize("query", ["board=nowhere", "board=staff", "tag=nowhere", "board=%00"])
def test_a_filter_that_is_none_is_not_found(query, as_, eve, staff_board):
    assert as_(eve).get(f"{ADDRESS}?{query.replace('staff', staff_board.slug)}").status_code == 404


def test_filtering_asks_as_much_with_many_rows_as_with_few(as_, ada, eve, followed, tags):
    browser, counts = as_(eve), []
    for _round in range(3):
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{ADDRESS}?board=tools&tag=glue")
        counts.append(len(queries))
        follow_more(eve, followed["hand"], ada, 4, tags)
    assert counts[1] == counts[2]
