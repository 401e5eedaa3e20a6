"""The follow control in a real browser: by mouse and by keyboard, with scripts and without, in both themes."""

import pytest
from playwright.sync_api import expect

from forum.follows.models import Follow
from forum.topics.models import Tag
from tests.conftest import PASSWORD
from tests.follows.things import count_of, place_of
from tests.plumbing.browser import CONTRAST, axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def person(request, open_context):
    return open_context(java_script_enabled=request.param).new_page()


@pytest.fixture
def things(topic, board, eve):
    return [topic, board, Tag.objects.create(name="Bicycles", slug="bicycles"), eve]


def menu(page):
    return page.locator(".follow-menu").first


def open_menu(page):
    menu(page).locator("summary").click()
    return menu(page).locator(".follow-list")


def widens(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_one_follows_changes_the_level_mutes_and_stops(person, ben, things):
    sign_in(person, "ben")
    for thing in things:
        person.goto(place_of(thing))
        person.get_by_role("button", name="Follow", exact=True).first.click()
        expect(person.get_by_role("status")).to_contain_text("You follow this")
        expect(person.get_by_role("link", name="Followers 1").first).to_be_visible()
        listed = open_menu(person)
        listed.get_by_label("Weekly summary").check()
        listed.get_by_label("Show my name").uncheck()
        listed.get_by_role("button", name="Save").click()
        expect(menu(person).locator("summary")).to_contain_text("Weekly summary")
        row = Follow.objects.of(thing).get()
        assert (row.level, row.is_shown) == ("weekly", False)
        listed = open_menu(person)
        expect(listed.get_by_label("Weekly summary")).to_be_checked()
        expect(listed.get_by_label("Show my name")).not_to_be_checked()
        listed.get_by_label("Mute").check()
        listed.get_by_role("button", name="Save").click()
        expect(menu(person).locator("summary")).to_contain_text("Muted")
        assert count_of(thing) == 0
        person.get_by_role("button", name="Unmute").first.click()
        expect(person.get_by_role("button", name="Follow", exact=True).first).to_be_visible()
        assert Follow.objects.of(thing).get().state == "left"


def test_a_visitor_follows_anything_by_signing_in(person, ben, things):
    for thing in things:
        person.goto(place_of(thing))
        person.get_by_role("button", name="Sign in to follow this").first.click()
        person.get_by_label("Username or e-mail address").fill("ben")
        person.get_by_label("Password", exact=True).fill(PASSWORD)
        person.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(person.get_by_role("button", name="Unfollow").first).to_be_visible()
        assert person.url.endswith(place_of(thing))
        assert Follow.objects.of(thing).get().member == ben
        person.context.clear_cookies()


def test_one_stays_on_the_page_one_follows_from(person, ben, long_topic):
    sign_in(person, "ben")
    person.goto(f"{long_topic(45).get_absolute_url()}?page=2")
    person.locator(".topic-foot").get_by_role("button", name="Follow", exact=True).click()
    expect(person.get_by_role("button", name="Unfollow").first).to_be_visible()
    assert person.url.endswith("?page=2")


def test_the_menu_is_used_with_the_keyboard_alone(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    toggle = menu(page).locator("summary")
    page.get_by_role("button", name="Follow", exact=True).first.focus()
    page.keyboard.press("Tab")
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    listed = menu(page).locator(".follow-list")
    expect(listed).to_be_visible()
    page.keyboard.press("Tab")
    expect(listed.get_by_label("Once, until I visit again")).to_be_focused()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(listed.get_by_label("Daily summary")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(menu(page).locator("summary")).to_contain_text("Daily summary")
    row = Follow.objects.get()
    assert (row.level, row.is_shown) == ("daily", False)


def test_the_menu_closes_when_one_looks_elsewhere(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    listed = open_menu(page)
    listed.get_by_label("Daily summary").check()
    expect(listed).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(listed).to_be_hidden()


def test_only_one_level_can_be_chosen_at_the_top_and_one_at_the_foot(page_without_scripts, ben, topic):
    page = page_without_scripts
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    for number in (0, 1):
        page.locator(".follow-menu summary").nth(number).click()
    lists = page.locator(".follow-list")
    lists.nth(0).get_by_label("Weekly summary").check()
    lists.nth(1).get_by_label("Daily summary").check()
    expect(lists.nth(0).get_by_label("Weekly summary")).to_be_checked()


def test_the_open_menu_fits_and_is_accessible(open_context, ben, things):
    page = open_context(reduced_motion="reduce").new_page()
    sign_in(page, "ben")
    for thing in things:
        page.goto(place_of(thing))
        for is_followed in (False, True):
            listed = open_menu(page)
            if is_followed:
                listed.get_by_label("Once, until I visit again").check()
                listed.get_by_role("button").click()
                listed = open_menu(page)
            for width in (1280, 1000, 700, 390, 320):
                page.set_viewport_size({"width": width, "height": 800})
                box = listed.bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
                assert widens(page) <= 0
            assert axe_findings(page) == []
            page.emulate_media(color_scheme="dark")
            assert axe_findings(page, CONTRAST) == []
            page.emulate_media(color_scheme="light")
            page.goto(place_of(thing))


@pytest.mark.parametrize("state", ["not followed", "followed", "muted"])
def test_what_one_presses_is_large_enough_on_a_phone(state, open_context, ben, topic):
    page = open_context(viewport={"width": 320, "height": 800}).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    if state != "not followed":
        listed = open_menu(page)
        listed.get_by_label("Mute" if state == "muted" else "Every post").check()
        listed.get_by_role("button").click()
    listed = open_menu(page)
    pressed = [
        page.locator(".follow-main").first,
        menu(page).locator("summary"),
        listed.get_by_role("button"),
    ]
    pressed += [page.locator(".follow-count").first, *listed.locator(".choice").all()]
    for one in pressed:
        box = one.bounding_box()
        assert min(box["width"], box["height"]) >= 43.9, one
