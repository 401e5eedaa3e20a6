"""Reactions and bookmarks in a real browser: what is in the reply box stays there, and where one is on the page."""

import pytest
from playwright.sync_api import expect

from forum.bookmarks.models import Bookmark
from forum.reactions.models import Reaction
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def box(page):
    return page.locator("#reply-form textarea[name=body]")


def react(page, emoji):
    page.locator(".react summary").first.click()
    page.locator(".react-list").first.get_by_role("button", name=emoji).click()


def test_one_reacts_changes_it_and_takes_it_back_beside_a_text_in_the_box(person, ben, topic):
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box(person).fill("Half a thought")
    react(person, "👍")
    expect(person.locator(".reaction[aria-pressed=true]")).to_have_text("👍 1")
    react(person, "🎉")
    expect(person.locator(".reaction[aria-pressed=true]")).to_have_text("🎉 1")
    person.locator(".reaction").click()
    expect(person.locator(".reaction")).to_have_count(0)
    assert not Reaction.objects.exists()
    person.locator(".bookmark button").click()
    expect(person.locator(".bookmark a[data-on]")).to_be_visible()
    assert Bookmark.objects.filter(member=ben).exists()
    expect(box(person)).to_have_value("Half a thought")


def test_with_scripts_the_page_stays_and_the_focus_goes_to_what_was_chosen(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.evaluate("window.isSamePage = true")
    react(page, "👍")
    expect(page.locator(".reaction[aria-pressed=true]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".react summary").first).to_be_focused()
    assert page.evaluate("window.isSamePage")
    assert not Reaction.objects.exists()


def test_without_a_network_it_says_so_and_nothing_is_lost(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    react(page, "👍")
    expect(page.locator(".reaction[aria-pressed=true]")).to_be_visible()
    box(page).fill("Half a thought")
    page.context.set_offline(True)
    page.locator(".reaction").click()
    expect(page.get_by_text("The forum isn’t responding. Try again in a moment.")).to_be_visible()
    expect(box(page)).to_have_value("Half a thought")
    page.context.set_offline(False)
    page.locator(".reaction").click()
    expect(page.locator(".reaction")).to_have_count(0)


def test_a_page_with_reactions_and_the_bookmarks_have_no_faults(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    react(page, "👍")
    expect(page.locator(".reaction[aria-pressed=true]")).to_be_visible()
    page.locator(".bookmark button").click()
    page.locator(".bookmark a[data-on]").wait_for()
    page.locator(".react summary").first.click()
    assert axe_findings(page) == []
    page.locator(".react summary").first.click()
    page.locator(".bookmark a[data-on]").click()
    page.get_by_label("Note").fill("For the winter")
    page.get_by_label("Remind me").select_option("week")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Save changes").click()
    page.goto("/bookmarks/")
    expect(page.get_by_text("For the winter")).to_be_visible()
    assert axe_findings(page) == []
