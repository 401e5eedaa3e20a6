"""How high the rows of lists are, and where one may tap them."""

import statistics

import pytest

from forum.site.models import SiteSettings
from forum.topics.models import Tag
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = ("/latest/", "/b/general/")
BOXES = "rows => rows.map(row => row.getBoundingClientRect().toJSON())"


@pytest.fixture
def topics(ada, root, board, start):
    tag = Tag.objects.create(name="Question", slug="question")
    titles = (
        "Moths.",
        "Six kitchen chairs, loose again after two years",
        "Dynamo light flickers at low speed",
    )
    return [
        start(root, board, title=f"{titles[n % 3]} {n}", body=f"About {n}.", tags=[tag]) for n in range(16)
    ]


def boxes(page, address):
    page.goto(address)
    return page.eval_on_selector_all(".rows > li", BOXES)


def median(rows):
    return statistics.median(row["height"] for row in rows)


def whole(rows, height):
    return sum(row["bottom"] <= height for row in rows)


def test_a_screen_holds_thirteen_topics_and_a_phone_six(page, topics):
    for address in LISTS:
        page.set_viewport_size({"width": 1280, "height": 900})
        rows = boxes(page, address)
        assert 52 <= median(rows) <= 54, address
        assert whole(rows, 900) >= 13, address
        page.set_viewport_size({"width": 390, "height": 844})
        rows = boxes(page, address)
        assert median(rows) <= 88, address
        assert whole(rows, 844) >= 6, address
    page.set_viewport_size({"width": 1280, "height": 900})
    assert median(boxes(page, "/")) <= 54


def test_compact_rows_are_one_line(page, topics):
    SiteSettings.objects.update_or_create(pk=1, defaults={"default_density": "compact"})
    page.set_viewport_size({"width": 1280, "height": 900})
    for address in (*LISTS, "/"):
        assert 36 <= median(boxes(page, address)) <= 40, address


def test_every_page_begins_at_the_same_edge_and_ends_at_the_foot(page, topics):
    sign_in(page, "ada")
    page.set_viewport_size({"width": 1280, "height": 900})
    edges = set()
    for address in (
        *LISTS,
        "/",
        "/start/",
        "/b/general/new/",
        "/settings/",
        "/notifications/",
        "/tags/",
        "/nowhere/",
    ):
        page.goto(address)
        edges |= set(
            page.eval_on_selector_all(
                ".crumbs, h1.page-title", "all => all.map(e => e.getBoundingClientRect().left)"
            )
        )
        assert page.eval_on_selector(".foot", "foot => foot.getBoundingClientRect().bottom") >= 899, address
    assert len(edges) == 1, edges


def test_a_row_on_a_phone_is_one_target_with_others_in_it(page, topics):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/latest/")
    row = page.locator(".row-topic").first
    box = row.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    page.wait_for_url("**/t/**")
    page.goto("/latest/")
    row.locator(".row-by a").click()
    page.wait_for_url("**/b/general/")
    page.locator(".row-topic").first.locator(".row-last-at").click()
    page.wait_for_url("**#post-*")
