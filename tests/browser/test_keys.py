"""The forum by keyboard alone: single keys where one reads, none where one writes, and a switch that turns them off."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forum.follows import following
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def posts(page):
    return page.locator("article.post")


def scripts_loaded(page):
    """The addresses of scripts that are asked for from now on."""
    loaded = []
    page.on("request", lambda request: request.resource_type == "script" and loaded.append(request.url))
    return loaded


def test_one_reads_a_topic_by_keys_alone(page, eve, long_topic):
    topic = long_topic(45)
    sign_in(page, "eve")
    page.goto(topic.board.get_absolute_url())
    page.keyboard.press("j")
    expect(page.locator(".row-link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(posts(page)).to_have_count(20)
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(posts(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(posts(page).nth(1)).to_be_focused()
    expect(posts(page).nth(1)).to_be_in_viewport()
    page.keyboard.press("k")
    expect(posts(page).nth(0)).to_be_focused()
    page.keyboard.press("n")
    page.wait_for_url("**?page=2")
    page.keyboard.press("n")
    page.wait_for_url("**?page=3")
    page.keyboard.press("p")
    page.wait_for_url("**?page=2")
    page.keyboard.press("r")
    box = page.get_by_role("textbox", name="Reply")
    expect(box).to_be_focused()
    page.keyboard.type("jknpur? are letters here")
    expect(box).to_have_value("jknpur? are letters here")
    page.keyboard.press("Control+Enter")
    expect(posts(page).last).to_contain_text("are letters here")
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url(f"**{topic.board.get_absolute_url()}")
    page.keyboard.press("u")
    page.wait_for_function("location.pathname === '/'")


def test_r_replies_to_the_post_in_focus(page, ben, topic, say):
    say(ben, topic, "Oil it.")
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    posts(page).nth(1).evaluate("post => { post.tabIndex = -1; post.focus(); }")
    page.keyboard.press("r")
    expect(page.locator(".reply-to")).to_contain_text("post 2")
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()


def test_two_keys_lead_to_the_lists(page, ben, topic):
    sign_in(page, "ben")
    page.clock.set_fixed_time(timezone.now())  # the second key comes in time, however busy the machine is
    page.goto(topic.get_absolute_url())
    page.keyboard.press("l")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/latest/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_function("location.pathname === '/'")
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/unread/")


@pytest.mark.parametrize("address", ["/latest/", "/following/", "/search/?q=question"])
def test_one_goes_through_every_list(address, page, ada, ben, board, topic, start):
    for one in (topic, start(ada, board, title="Another question")):
        following.follow(ben, one)
    sign_in(page, "ben")
    page.goto(address)
    first, second = page.locator(".row-title > a:first-child").all()
    for key, link in (("j", first), ("j", second), ("j", second), ("k", first)):
        page.keyboard.press(key)
        expect(link).to_be_focused()


def test_keys_with_others_held_are_the_browsers(page, ben, long_topic):
    page.goto(long_topic(45).get_absolute_url())
    for key in ("Control+j", "Alt+n", "Meta+u", "Shift+n"):
        page.keyboard.press(key)
    page.keyboard.press("j")
    expect(posts(page).first).to_be_focused()
    assert "page=" not in page.url


def test_a_question_mark_explains_them(page, topic):
    page.goto(topic.get_absolute_url())
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    for words in ("Next post", "Write a reply", "Go to the latest topics"):
        expect(dialog).to_contain_text(words)
    assert axe_findings(page) == []
    page.keyboard.press("j")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_a_visitor_turns_them_off_in_the_dialog_and_on_again_at_its_page(page, topic):
    page.goto(topic.get_absolute_url())
    page.keyboard.press("?")
    switch = page.get_by_label("Use keyboard shortcuts in this browser")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    loaded = scripts_loaded(page)
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("body")).to_be_focused()
    assert not any("keys" in script for script in loaded)
    page.get_by_role("link", name="Keyboard shortcuts").click()
    expect(switch).not_to_be_checked()
    switch.check()
    assert axe_findings(page) == []
    page.goto(topic.get_absolute_url())
    page.keyboard.press("j")
    expect(posts(page).first).to_be_focused()


def test_a_member_turns_them_off_in_their_settings(person, ben, topic):
    sign_in(person, "ben")
    person.goto("/help/keys/")
    expect(person.get_by_text("They’re on.")).to_be_visible()
    person.get_by_role("link", name="Reading settings").click()
    person.get_by_label("Keyboard shortcuts").uncheck()
    person.get_by_role("button", name="Save changes").click()
    expect(person.get_by_text("Your reading settings are saved.")).to_be_visible()
    person.goto(topic.get_absolute_url())
    loaded = scripts_loaded(person)
    person.keyboard.press("j")
    expect(person.locator("body")).to_be_focused()
    assert not any("keys" in script for script in loaded)
    person.get_by_role("link", name="Keyboard shortcuts").click()
    expect(person.get_by_text("They’re off.")).to_be_visible()
