"""Moderating on a phone: the menu is inside the screen, one press does it, and one press undoes it, without scripts too."""

import pytest
from playwright.sync_api import expect

from forum.moderation import post_acts, topic_acts
from forum.posts import removing
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def inside(page, box):
    size = page.viewport_size
    return (
        box["x"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_menu_stays_inside_the_screen(open_context, mod, topic, width, direction):
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, "mod")
    page.goto(topic.get_absolute_url())
    page.evaluate("direction => document.documentElement.dir = direction", direction)
    page.locator("main summary", has_text="Moderate").click()
    assert inside(page, page.locator("main .menu-sheet > .menu-list").bounding_box())
    assert axe_findings(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_pinning_is_two_presses_and_undoing_is_one(open_context, mod, topic, scripts):
    page = open_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts).new_page()
    sign_in(page, "mod")
    page.goto(topic.get_absolute_url())
    page.locator("textarea[name=body]").fill("Half a thought")
    page.locator("main summary", has_text="Moderate").click()
    page.get_by_role("link", name="Pin…", exact=True).click()
    page.get_by_role("button", name="Pin topic").click()
    page.get_by_text("Topic pinned.").wait_for()
    if scripts:  # kept as a draft; without them a link leaves a form behind, as everywhere
        assert page.locator("textarea[name=body]").input_value() == "Half a thought"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone.").wait_for()
    topic.refresh_from_db()
    assert not topic.is_pinned


def test_without_scripts_a_post_is_removed_for_a_ready_reason_and_restored_from_the_list(
    open_context, mod, ben, topic, say
):
    post = say(ben, topic, "Buy my pills.")
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, "mod")
    page.goto(f"/p/{post.pk}/remove/")
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Remove post").click()
    page.get_by_text("Post removed.").wait_for()
    post.refresh_from_db()
    assert post.removed_reason == "Spam"
    page.goto("/moderate/removed/?show=posts")
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("Post restored.").wait_for()
    assert page.url.endswith("/moderate/removed/?show=posts")
    post.refresh_from_db()
    assert not post.is_removed


def test_an_author_unfolds_what_was_removed_of_theirs(open_context, ben, mod, topic, say):
    post = say(ben, topic, "A hasty word.")
    post_acts.remove(mod, post, "Rude")
    topic_acts.lock(mod, topic, "Heated")
    page = open_context(viewport={"width": 320, "height": 800}).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    assert not page.get_by_text("A hasty word.").is_visible()
    page.get_by_text("Show your text").click()
    assert page.get_by_text("A hasty word.").is_visible()
    assert axe_findings(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_an_author_restores_what_they_removed_beside_its_text(open_context, ben, topic, say, width):
    post = say(ben, topic, "A hasty word.")
    removing.remove(ben, post)
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    shown, restore = (
        part.bounding_box()
        for part in (page.get_by_text("Show your text"), page.get_by_role("button", name="Restore"))
    )
    assert 0 < restore["x"] - shown["x"] - shown["width"] < 40
    assert abs(restore["y"] + restore["height"] / 2 - shown["y"] - shown["height"] / 2) < 5
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("Post restored.").wait_for()


def test_undo_is_in_sight_though_the_page_opens_at_the_post(open_context, mod, ben, topic, say):
    posts = [say(ben, topic, f"Reply {number}.\n\n" + "More.\n\n" * 9) for number in range(9)]
    page = open_context(viewport={"width": 390, "height": 700}).new_page()
    sign_in(page, "mod")
    page.goto(f"/p/{posts[-1].pk}/remove/")
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Remove post").click()
    page.get_by_text("Post removed.").wait_for()
    expect(page.locator(f"#post-{posts[-1].pk}")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 700
    assert inside(page, page.get_by_role("button", name="Undo").bounding_box())
    assert axe_findings(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_bar_that_offers_to_undo_does_not_cover_what_was_removed(
    open_context, mod, ben, topic, say, width
):
    for number in range(12):
        say(ben, topic, f"Post {number}\n\n" + "A line.\n\n" * 8)
    removed = topic.posts.get(number=7)
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, "mod")
    page.goto(f"/p/{removed.pk}/remove/")
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Remove post").click()
    bar = page.get_by_text("Post removed.").bounding_box()
    note = page.locator(f"#{removed.anchor()}").bounding_box()
    assert bar["y"] + bar["height"] <= note["y"] < 800
