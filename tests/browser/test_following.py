"""The follow control in a real browser: by mouse and by keyboard, with scripts and without, in both themes."""

import re

import pytest
from playwright.sync_api import expect

from forum.follows.models import Follow
from forum.topics.models import Tag
from tests.conftest import PASSWORD
from tests.follows.things import count_of, place_of
from tests.plumbing.browser import CONTRAST, axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def things(topic, board, eve):
    return [topic, board, Tag.objects.create(name="Bicycles", slug="bicycles"), eve]


def menu(page):
    return page.locator(".follow-menu").first


def toggle(page):
    return menu(page).locator("summary")


def open_menu(page):
    toggle(page).click()
    return menu(page).locator(".follow-list")


def choose(page, words):
    open_menu(page).get_by_role("button", name=words).click()


def widens(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_one_follows_changes_how_often_mutes_and_stops(person, ben, things):
    sign_in(person, "ben")
    for thing in things:
        person.goto(place_of(thing))
        is_person = thing == things[-1]
        choose(person, "On the site only")
        expect(toggle(person)).to_contain_text("Following · On the site only")
        expect(person.get_by_role("link", name="Followers 1").first).to_be_visible()
        choose(person, "Weekly summary")
        expect(toggle(person)).to_contain_text("Following · Weekly summary")
        choose(person, "Hide my name among the followers")
        expect(menu(person).get_by_text("Show my name among the followers")).to_be_attached()
        row = Follow.objects.of(thing).get()
        assert (row.level, row.is_shown) == ("weekly", False)
        if is_person:  # is not muted, but ignored, by another button
            choose(person, "Unfollow")
        else:
            choose(person, "Mute")
            expect(toggle(person)).to_contain_text("Muted")
            assert count_of(thing) == 0
            choose(person, "Unmute")
        expect(toggle(person)).to_have_text("Follow")
        assert Follow.objects.of(thing).get().state == "left"


def test_what_is_chosen_is_said_to_those_who_do_not_see_it(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    choose(page, re.compile("^Daily summary ?: "))
    expect(page.get_by_role("status")).to_have_text("You’re following this topic: Daily summary.")
    expect(toggle(page)).to_be_focused()
    chosen = open_menu(page).locator("[aria-current=true]")
    expect(chosen).to_contain_text("Daily summary")


def test_following_keeps_what_one_has_typed(person, ben, topic):
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Half a thought")
    choose(person, "Every post")
    expect(toggle(person)).to_contain_text("Following")
    expect(box).to_have_value("Half a thought")
    choose(person, "Mute")
    expect(toggle(person)).to_contain_text("Muted")
    expect(box).to_have_value("Half a thought")
    person.get_by_role("button", name="Post reply").click()
    expect(person.locator("article.post").last).to_contain_text("Half a thought")
    expect(box).to_have_value("")
    person.goto(topic.get_absolute_url())
    expect(box).to_have_value("")


def test_a_visitor_follows_anything_by_signing_in(person, ben, things):
    for thing in things:
        person.goto(place_of(thing))
        person.get_by_role("button", name="Sign in to follow this").first.click()
        person.get_by_label("Username or email address").fill("ben")
        person.get_by_label("Password", exact=True).fill(PASSWORD)
        person.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(toggle(person)).to_contain_text("Following")
        assert person.url.endswith(place_of(thing))
        assert Follow.objects.of(thing).get().member == ben
        person.context.clear_cookies()


def test_one_stays_on_the_page_one_follows_from(person, ben, long_topic):
    sign_in(person, "ben")
    person.goto(f"{long_topic(45).get_absolute_url()}?page=2")
    control = person.locator(".topic-foot .follow-menu")
    control.locator("summary").click()
    control.get_by_role("button", name="Every post").click()
    expect(control.locator("summary")).to_contain_text("Following")
    assert person.url.endswith("?page=2")


def test_the_menu_is_used_with_the_keyboard_alone(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    toggle(page).focus()
    page.keyboard.press("Enter")
    listed = menu(page).locator(".follow-list")
    expect(listed).to_be_visible()
    page.keyboard.press("Tab")
    expect(listed.get_by_role("button", name="Every post")).to_be_focused()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(toggle(page)).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(toggle(page)).to_contain_text("Daily summary")
    assert Follow.objects.get().level == "daily"


def test_the_menu_closes_when_one_looks_elsewhere(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    listed = open_menu(page)
    expect(listed).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(listed).to_be_hidden()


def test_no_two_things_on_the_page_have_the_same_id(page_without_scripts, ben, topic):
    page = page_without_scripts
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_the_open_menu_fits_and_is_accessible(open_context, ben, things):
    page = open_context(reduced_motion="reduce").new_page()
    sign_in(page, "ben")
    for thing in things:
        page.goto(place_of(thing))
        for is_followed in (False, True):
            listed = open_menu(page)
            if is_followed:
                listed.get_by_role("button", name="Once, until I visit again").click()
                expect(toggle(page)).to_contain_text("Once")
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
        choose(page, "Mute" if state == "muted" else "Every post")
        expect(toggle(page)).to_contain_text("Muted" if state == "muted" else "Following")
    listed = open_menu(page)
    for one in [toggle(page), page.locator(".topic-foot .follow-count"), *listed.get_by_role("button").all()]:
        box = one.bounding_box()
        assert min(box["width"], box["height"]) >= 43.9, one
