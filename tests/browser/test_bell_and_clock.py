"""The list below the bell, the time zone of the reader's device, and names suggested to whoever types one."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from forum.follows import following
from forum.jobs.running import run_due
from forum.posts.models import Post
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def notify(ben, eve, topic, say):
    following.follow(eve, topic, "site")
    say(ben, topic, "It was the belt.")
    while run_due():
        pass


def test_the_newest_open_below_the_bell_and_close_by_escape(page, ben, eve, topic, say):
    notify(ben, eve, topic, say)
    sign_in(page, "eve")
    page.goto("/latest/")
    bell = page.locator("[data-bell]")
    bell.click()
    newest = page.get_by_role("dialog", name="Newest notifications")
    expect(newest.get_by_text("It was the belt.")).to_be_visible()
    expect(bell).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(newest).to_have_count(0)
    expect(bell).to_be_focused()
    bell.click()
    newest.get_by_role("link", name="ben replied in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic.title)


def test_without_scripts_the_bell_is_a_link(page_without_scripts, ben, eve, topic, say):
    notify(ben, eve, topic, say)
    sign_in(page_without_scripts, "eve")
    page_without_scripts.goto("/latest/")
    page_without_scripts.locator("[data-bell]").click()
    expect(page_without_scripts.get_by_role("heading", level=1)).to_have_text("Notifications")


def test_the_page_that_learns_the_devices_zone_shows_it_at_once_and_keeps_what_is_typed(
    open_context, eve, topic
):
    Post.objects.update(created_at=datetime(2024, 3, 1, 20, 0, tzinfo=UTC))
    tokyo = open_context(timezone_id="Asia/Tokyo").new_page()
    sign_in(tokyo, "eve")
    tokyo.goto(topic.get_absolute_url(), wait_until="commit")
    tokyo.locator("#id_body").fill("Half a thought")
    expect(tokyo.get_by_text("Times are now shown for Tokyo.")).to_be_visible()
    expect(tokyo.locator(".post-when time").first).to_have_text("2 March 2024, 05:00")
    assert tokyo.locator("#id_body").input_value() == "Half a thought"


def test_the_devices_zone_is_taken_first_and_only_offered_afterwards(open_context, eve):
    berlin = open_context(timezone_id="Europe/Berlin").new_page()
    sign_in(berlin, "eve")
    berlin.goto("/latest/")
    expect(berlin.get_by_text("Times are now shown for Berlin.")).to_be_visible()
    eve.refresh_from_db()
    assert eve.time_zone == "Europe/Berlin"
    tokyo = open_context(timezone_id="Asia/Tokyo", storage_state=berlin.context.storage_state()).new_page()
    tokyo.goto("/latest/")
    tokyo.get_by_role("button", name="Not now").click()
    tokyo.reload()
    tokyo.wait_for_load_state("networkidle")
    expect(tokyo.locator("[data-zone]")).to_be_hidden()
    eve.refresh_from_db()
    assert eve.time_zone == "Europe/Berlin"
    tokyo.evaluate("localStorage.clear()")
    tokyo.reload()
    tokyo.get_by_role("button", name="Show times for it").click()
    expect(tokyo.get_by_text("Times are shown for Tokyo.")).to_be_visible()
    eve.refresh_from_db()
    assert eve.time_zone == "Asia/Tokyo"


def test_names_are_suggested_to_whoever_types_one(page, ada, eve):
    sign_in(page, "eve")
    page.goto("/settings/privacy/")
    page.get_by_label("Username").press_sequentially("Ada")
    expect(page.locator("datalist option")).to_have_attribute("value", "ada")
