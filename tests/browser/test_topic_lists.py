"""The lists of topics in a real browser: a member comes back after weeks; everybody filters; nothing runs out of a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from forum.boards.presets import Preset
from forum.posts.models import Post
from forum.reading import tallies
from forum.topics.models import ReadMark, Tag
from tests.conftest import opened
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def missed(ada, root, eve, board, start, say):
    """A topic of which Eve read the first post, twelve days ago, and one that is new to her."""
    User.objects.filter(pk=eve.pk).update(
        last_seen_at=timezone.now() - timedelta(days=12), date_joined=timezone.now() - timedelta(days=99)
    )
    known, new = start(ada, board, title="Known topic"), start(ada, board, title="Another topic")
    Post.objects.filter(topic=known).update(created_at=timezone.now() - timedelta(days=13))
    ReadMark.objects.create(member=eve, topic=known, number=1, read_at=timezone.now() - timedelta(days=12))
    first = say(root, known, "The first that she has not read.")
    for n in range(3):
        say(root, known, f"And another, {n}.")
    tallies.recount([known.pk, new.pk])
    return first


def come_back(page, first: Post) -> None:
    sign_in(page, "eve")
    page.goto("/")
    page.get_by_role("navigation", name="Forum").get_by_role("link", name="Unread (2)").click()
    expect(page.get_by_role("heading", name="While you were away")).to_be_visible()
    page.get_by_role("link", name="4 unread posts").click()
    page.wait_for_url(f"**#post-{first.pk}")
    page.get_by_role("navigation", name="Forum").get_by_role("link", name="Unread (1)").click()
    expect(page.get_by_role("link", name="Known topic")).to_have_count(1)  # among what was missed alone
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You have read everything.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="While you were away")).to_have_count(0)


def test_after_a_week_away_one_is_led_to_the_first_unread_post_and_marks_the_rest_as_read(page, missed):
    come_back(page, missed)


def test_the_same_without_scripts(page_without_scripts, missed):
    come_back(page_without_scripts, missed)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_list_is_filtered_by_a_board_and_a_tag_and_the_tabs_keep_both(
    scripts, page, page_without_scripts, ada, board, start
):
    reader = page if scripts else page_without_scripts
    glue = Tag.objects.create(name="Glue", slug="glue")
    start(ada, board, title="Elsewhere", tags=[glue])
    attic = opened("Attic", Preset.PUBLIC)
    start(ada, attic, title="Wanted", tags=[glue])
    start(ada, attic, title="Not glued")
    reader.goto("/latest/")
    reader.locator(".filter-menu summary").click()
    reader.get_by_label("Filter by board").select_option("attic")
    reader.get_by_role("button", name="Show").click()
    expect(reader.locator("h1")).to_have_text("Latest in Attic")
    reader.locator(".filter-menu summary").click()
    reader.locator(".filter-menu").get_by_role("link", name="Glue").click()
    expect(reader.locator("h1")).to_have_text("Latest in Attic, tagged Glue")
    reader.get_by_role("navigation", name="Lists of topics").get_by_role("link", name="New").click()
    expect(reader.locator("h1")).to_have_text("New topics in Attic, tagged Glue")
    expect(reader.locator(".row-title .row-link")).to_have_text(["Wanted"])
    reader.get_by_role("link", name="Without the tag Glue").click()
    expect(reader.locator(".row-title .row-link")).to_have_text(["Not glued", "Wanted"])


def test_on_a_phone_the_open_list_is_in_sight_and_so_is_the_filter(page, missed):
    sign_in(page, "eve")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/latest/", "/following/", "/mine/", "/unread/away/"):
        page.goto(address)
        box = page.locator(".list-tabs a[aria-current]").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, address
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        assert axe_findings(page) == [], address
    page.goto("/top/?period=month")
    page.locator(".filter-menu summary").click()
    box = page.locator(".filter-menu .menu-list").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 844
    assert axe_findings(page) == []


def test_on_a_phone_the_head_of_a_list_is_one_line_and_its_filter_is_no_tag(page, eve, topic):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "eve")
    for period in ("all", "month"):
        page.goto(f"/top/?period={period}")
        title, start = page.locator("h1").bounding_box(), page.get_by_role("link", name="Start topic").last
        assert title["height"] < 36
        assert abs(title["y"] + title["height"] / 2 - middle(start)) <= 2
    icon = page.locator(".filter-menu > summary > .icon").first
    assert "i-filter" in icon.get_attribute("class")
    drawn = icon.evaluate("one => [getComputedStyle(one).maskImage, one.getBoundingClientRect().width]")
    assert drawn[0].startswith('url("data:image/svg+xml,<svg')
    assert 12 < drawn[1] < 30


def middle(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"] / 2
