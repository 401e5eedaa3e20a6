"""What people do here from beginning to end, in a real browser, with scripts and without."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from forum.follows.models import Follow
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.conftest import PASSWORD
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def sign_up(person, name, password):
    person.get_by_role("textbox", name="Username", exact=True).fill(name)
    person.get_by_label("Email address", exact=True).fill(f"{name}@example.org")
    person.get_by_label("Choose a password").fill(password)
    person.get_by_role("main").get_by_role("button", name="Sign up").click()


def test_a_visitor_writes_signs_up_and_finds_the_text_waiting(person, topic):
    person.goto("/")
    person.get_by_role("link", name="General", exact=True).click()
    person.get_by_role("link", name=topic.title).first.click()
    expect(person.get_by_role("heading", level=1)).to_have_text(topic.title)
    person.get_by_role("textbox", name="Reply").fill("It was the belt.")
    person.get_by_role("button", name="Post reply").click()
    kept = f"Your reply to “{topic.title}” is kept."
    expect(person.get_by_text(kept)).to_be_visible()
    person.get_by_role("link", name="Forgot your password?").click()
    expect(person.get_by_text(kept)).to_be_visible()
    person.get_by_role("main").get_by_role("link", name="Sign in").click()
    sign_up(person, "newcomer", "short")
    expect(person.get_by_text("This password is too short")).to_be_visible()
    expect(person.get_by_text(kept)).to_be_visible()
    sign_up(person, "newcomer", PASSWORD)
    expect(person.get_by_role("status").first).to_have_text(
        "Welcome, newcomer. Your reply is below, ready to post."
    )
    expect(person.get_by_role("textbox", name="Reply")).to_have_value("It was the belt.")
    assert Post.objects.count() == 1
    person.get_by_role("button", name="Post reply").click()
    expect(person.locator("article.post").last).to_contain_text("It was the belt.")
    assert Post.objects.get(number=2).author.username == "newcomer"


def test_a_visitor_who_signs_in_to_follow_comes_back_following(person, ben, topic):
    person.goto(topic.get_absolute_url())
    person.get_by_role("button", name="Sign in to follow this").first.click()
    expect(person.get_by_text(f"You will follow “{topic.title}”.")).to_be_visible()
    person.get_by_label("Username or email address").fill("ben")
    person.get_by_label("Password", exact=True).fill(PASSWORD)
    person.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(person.get_by_role("heading", level=1)).to_have_text(topic.title)
    expect(person.locator(".follow-menu summary").first).to_contain_text("Following")
    expect(person.get_by_role("status").first).to_contain_text(f"You now follow “{topic.title}”.")
    assert Follow.objects.get().member == ben


def test_a_member_starts_previews_replies_quotes_edits_and_removes(person, ben, board):
    sign_in(person, "ben")
    person.goto(board.get_absolute_url())
    person.get_by_role("link", name="Start topic").click()
    person.get_by_label("Title").fill("Which glue for leather?")
    person.get_by_label("Message", exact=True).fill("It must **bend**.")
    person.get_by_role("button", name="Preview").click()
    expect(person.locator(".preview strong")).to_have_text("bend")
    person.get_by_role("button", name="Start topic").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Which glue for leather?")
    person.get_by_role("button", name="Quote post 1").click()
    expect(person.get_by_role("textbox", name="Reply")).to_have_value(
        f"> @ben [wrote](/p/{Post.objects.get().pk}/):\n>\n> It must **bend**.\n\n"
    )
    person.get_by_role("textbox", name="Reply").press("Control+End")
    person.get_by_role("textbox", name="Reply").fill(
        person.get_by_role("textbox", name="Reply").input_value() + "I found some."
    )
    person.get_by_role("button", name="Post reply").click()
    second = person.locator("article.post").nth(1)
    expect(second).to_contain_text("I found some.")
    second.get_by_role("link", name="Edit").click()
    person.get_by_label("Message", exact=True).fill("I found *none*.")
    person.get_by_role("button", name="Save changes").click()
    expect(person.locator("article.post").nth(1)).to_contain_text("I found none.")
    # Nobody has answered yet, so it is no edit that others are told of.
    expect(person.locator("article.post").nth(1)).not_to_contain_text("edited")
    person.locator("article.post").nth(1).locator("summary", has_text="More").click()
    person.locator("article.post").nth(1).get_by_role("link", name="Remove").click()
    person.get_by_role("button", name="Remove post").click()
    expect(person.locator("article.post").nth(1)).to_contain_text("Removed by its author")
    person.locator("article.post").nth(1).get_by_role("button", name="Restore").click()
    expect(person.locator("article.post").nth(1)).to_contain_text("I found none.")


def test_a_moderator_locks_pins_moves_removes_and_restores(person, root, ben, topic, members_board):
    sign_in(person, "root")
    bar = person.locator(".topic-bar")

    def moderate(role, name):
        person.locator("main summary", has_text="Moderate").click()
        bar.get_by_role(role, name=name, exact=True).click()

    person.goto(topic.get_absolute_url())
    moderate("link", "Lock…")
    person.get_by_role("button", name="Lock topic").click()
    expect(person.get_by_role("status")).to_contain_text("Topic locked.")
    moderate("link", "Pin…")
    person.get_by_role("button", name="Pin topic").click()
    expect(person.get_by_role("status")).to_contain_text("Topic pinned.")
    moderate("link", "Move…")
    person.get_by_label("Move to").select_option("Lounge")
    person.get_by_role("button", name="Move topic").click()
    expect(person.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Lounge")
    moderate("link", "Remove…")
    person.locator("[name=reason]").fill("A trial")
    person.get_by_role("button", name="Remove topic").click()
    expect(person.get_by_text("Only moderators see this topic.")).to_be_visible()
    assert Topic.objects.get().is_removed
    moderate("button", "Restore")
    expect(person.get_by_role("status")).to_contain_text("Topic restored.")
    found = Topic.objects.get()
    assert (found.is_removed, found.is_locked, found.is_pinned, found.board) == (
        False,
        True,
        True,
        members_board,
    )


def test_an_admin_finds_the_topic_in_django_admin(person, root, topic):
    sign_in(person, "root")
    person.goto("/admin/")
    person.get_by_role("main").get_by_role("link", name="Topics", exact=True).last.click()
    expect(person.get_by_role("link", name=topic.title)).to_be_visible()


def test_a_form_that_expired_while_one_wrote_comes_back_filled(person, ben, topic):
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    person.get_by_role("textbox", name="Reply").fill("A long thought.")
    person.context.add_cookies(
        [
            {
                "name": "csrf",
                "value": "x" * 32,
                "url": person.url.split("/t/")[0],
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )
    person.get_by_role("button", name="Post reply").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("This form has expired")
    expect(person.get_by_label("What you wrote")).to_have_value("A long thought.")
    person.get_by_role("button", name="Send again").click()
    expect(person.locator("article.post").last).to_contain_text("A long thought.")


def test_the_address_of_a_post_is_copied_with_one_press(open_context, topic):
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(topic.get_absolute_url())
    page.get_by_role("link", name="Share post 1").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/p/{topic.posts.get().pk}/")


def test_the_menu_to_share_is_one_for_all_posts_and_opens_by_keyboard(page, ben, topic, say):
    first, second = topic.posts.get(), say(ben, topic, "A reply.")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/share/" in request.url else None)
    page.goto(topic.get_absolute_url())
    for number, post in ((1, first), (2, second)):
        link = page.get_by_role("link", name=f"Share post {number}")
        link.press("Enter")
        menu = page.get_by_role("group", name=f"Share post {number}")
        expect(menu.get_by_label("Link to this post")).to_be_focused()
        expect(menu.get_by_label("Link to this post")).to_have_value(re.compile(f"/p/{post.pk}/$"))
        assert f"%2Fp%2F{post.pk}%2F" in menu.get_by_role("link", name="Bluesky").get_attribute("href")
    assert len(asked) == 1
    expect(page.get_by_role("group", name="Share post 1")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Share post 2")).to_have_count(0)
    expect(page.get_by_role("link", name="Share post 2")).to_be_focused()


def test_without_scripts_the_address_of_a_post_is_a_link(page_without_scripts, topic):
    page_without_scripts.goto(topic.get_absolute_url())
    page_without_scripts.get_by_role("link", name="Share post 1").click()
    page_without_scripts.get_by_role("link", name="Open").click()
    assert page_without_scripts.url.endswith(f"#post-{topic.posts.get().pk}")


def test_one_reads_and_replies_with_the_keyboard_alone(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "body":
            break
    page.keyboard.type("Typed without a mouse.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.post").last).to_contain_text("Typed without a mouse.")


def test_a_member_closes_menus_with_escape(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.locator("summary", has_text="More post 1").click()
    expect(page.get_by_role("button", name="Unread from here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Unread from here")).to_be_hidden()


def test_nobody_signs_up_twice_by_pressing_back(person, db):
    for _ in range(2):
        person.goto("/accounts/signup/")
        if person.url.endswith("/signup/"):
            sign_up(person, "twice", PASSWORD)
    assert get_user_model().objects.filter(username="twice").count() == 1
