"""Finding a post: from the header of any page, with scripts and without, by keyboard alone, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from forum.topics.models import Tag
from tests.plumbing.browser import axe_findings, looked_at, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def topics(ada, ben, board, start, say):
    tag = Tag.objects.create(name="Glue", slug="glue")
    chairs = start(
        ada, board, title="Six kitchen chairs", body="Loose again after two years. Which glue?", tags=[tag]
    )
    say(ben, chairs, "Hide glue. It lets go when you want it to.")
    start(ben, board, title="A kitchen clock", body="Stops at noon. Somebody used glue on the arbor.")
    return chairs


def test_somebody_searches_narrows_it_and_reads_the_post(person, topics):
    person.set_viewport_size(DESK)
    person.goto("/")
    field = person.locator(".search-box input")
    field.fill("glue")
    field.press("Enter")
    expect(person.locator("#found")).to_have_text("3 posts")
    person.get_by_text("Narrow the search").click()
    person.get_by_label("Author").fill("ben")
    person.locator(".search-fields + p button").click()
    expect(person.locator("#found")).to_have_text("2 posts")
    person.get_by_role("link", name="Post 2").click()
    expect(person.get_by_text("Hide glue. It lets go when you want it to.")).to_be_in_viewport()
    assert re.search(r"#post-\d+$", person.url)


def test_on_a_phone_a_link_leads_to_the_field(person, topics):
    person.set_viewport_size(PHONE)
    person.goto("/latest/")
    assert not person.locator(".search-box").is_visible()
    person.get_by_role("link", name="Search").click()
    expect(person.locator("#search_q")).to_be_focused()
    person.keyboard.type("chairs")
    person.keyboard.press("Enter")
    expect(person.locator(".found-topic")).to_have_count(1)


def test_topics_are_suggested_and_opened_by_keyboard_alone(page, topics):
    page.set_viewport_size(DESK)
    page.goto("/")
    field = page.locator(".search-box input")
    for _stop in range(12):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    expect(field).to_have_attribute("role", "combobox")
    page.keyboard.type("kitch")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")  # back to what was typed
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.nth(0).get_attribute("id")
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_have_value("kitch")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    title = options.nth(0).evaluate("row => row.firstChild.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)


def test_enter_without_a_choice_searches(page, topics):
    page.set_viewport_size(DESK)
    page.goto("/")
    page.locator(".search-box input").click()
    expect(page.locator(".search-box input")).to_have_attribute("role", "combobox")
    page.keyboard.type("kitchen")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("2 posts")


def test_the_script_for_suggestions_comes_only_once_the_field_is_used(page, topics):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(DESK)
    page.goto("/")
    assert not any("search_suggestions" in address for address in asked)
    page.locator(".search-box input").click()
    expect(page.locator(".search-box input")).to_have_attribute("role", "combobox")
    assert any("search_suggestions" in address for address in asked)


def test_the_pages_of_a_search_look_right_on_any_screen(page, topics):
    sign_in(page, "ben")
    for address in (
        "/search/",
        "/search/?q=glue",
        "/search/?q=glue+author:nobody&has=link&author=ada",
        f"/search/?q=glue&topic={topics.pk}",
        "/search/?q=xylophone",
        "/search/?q=ada",
        "/help/searching/",
        "/nowhere/",
    ):
        page.goto(address)
        assert looked_at(page) == [], address


@pytest.mark.parametrize("name", ["ben", None])
def test_the_header_has_room_for_the_field(name, page, topics):
    if name:
        sign_in(page, name)
    for width in (1920, 1280, 1100, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/")
        height = page.locator(".top-in").bounding_box()["height"]
        assert height <= (110 if width < 640 else 64), width
        ways = [page.locator(way) for way in (".search-box", ".search-link")]
        assert sum(way.is_visible() for way in ways) == 1, width
