"""A video is a box of our own until somebody presses it; only then is anything asked of its site."""

import pytest
from playwright.sync_api import expect

from tests.plumbing.browser import axe_findings

pytestmark = pytest.mark.django_db(transaction=True)

VIDEO = "https://youtu.be/dQw4w9WgXcQ"


@pytest.fixture
def elsewhere():
    return []


@pytest.fixture
def reading(open_context, ben, topic, say, elsewhere):
    """The page of a topic with a video; the site itself answers with an empty page."""
    say(ben, topic, f"Look:\n\n{VIDEO}")

    def act(**options):
        context = open_context(**options)
        page = context.new_page()

        def answer(route):
            elsewhere.append(route.request.url)
            route.fulfill(
                status=200, content_type="text/html", body="<!doctype html><title>x</title>It plays."
            )

        context.route(lambda address: "youtu" in address, answer)
        page.goto(topic.get_absolute_url(), wait_until="networkidle")
        return page

    return act


def test_nothing_is_loaded_until_it_is_pressed(reading, elsewhere):
    page = reading()
    link = page.get_by_role("link", name=VIDEO)
    assert link.bounding_box()["height"] > 150
    assert not axe_findings(page)
    assert not elsewhere
    link.focus()
    page.keyboard.press("Enter")
    player = page.locator(f"iframe[title='{VIDEO}']")
    expect(player).to_be_visible()
    expect(player).to_be_focused()
    expect(page.frame_locator("iframe").get_by_text("It plays.")).to_be_visible()
    assert elsewhere == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"]


def test_without_scripts_the_link_leads_there(reading, elsewhere):
    page = reading(java_script_enabled=False)
    assert not elsewhere
    page.get_by_role("link", name=VIDEO).click()
    expect(page).to_have_url(VIDEO)
