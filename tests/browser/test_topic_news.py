"""New replies while one reads: a quiet bar, posts that come in below, and nothing that moves under one's eyes."""

import re

import pytest
from playwright.sync_api import expect

from forum.topics.models import ReadMark
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_LOOK, MEMBERS_PAUSE, VISITORS_PAUSE = 20_100, 30_100, 120_100  # milliseconds


@pytest.fixture
def asked(page):
    """The addresses that the script has asked for, as far as they are about news."""
    seen = []
    page.on("request", lambda request: "/news/" in request.url and seen.append(request.url))
    page.clock.install()
    return seen


def forward(page, milliseconds):
    with page.expect_response(lambda response: "/news/" in response.url):
        page.clock.fast_forward(milliseconds)


def bar(page):
    return page.locator(".news")


def test_new_replies_are_announced_shown_in_place_and_marked_read(page, asked, ben, eve, topic, say):
    sign_in(page, "eve")
    page.goto(topic.get_absolute_url())
    page.get_by_role("button", name="Post reply").wait_for()
    assert asked == []
    forward(page, FIRST_LOOK)
    expect(bar(page)).to_have_text("")
    say(ben, topic, "A **first** answer.")
    post = say(ben, topic, "```\nA second one.\n```")
    forward(page, MEMBERS_PAUSE)
    link = bar(page).get_by_role("link", name="2 new replies, show them")
    expect(link).to_be_visible()
    assert bar(page).get_attribute("aria-live") == "polite"
    assert axe_findings(page) == []
    assert ReadMark.objects.get(member=eve).number == 1
    above = page.locator("article.post").first
    top = above.bounding_box()["y"]
    link.focus()
    with page.expect_response(lambda response: response.url.endswith("/seen/")):
        page.keyboard.press("Enter")
    expect(page.locator("article.post")).to_have_count(3)
    expect(page.locator("article.post").nth(1)).to_be_focused()
    expect(page.get_by_role("heading", name="3 posts")).to_be_visible()
    assert above.bounding_box()["y"] == top
    expect(link).to_have_count(0)
    assert ReadMark.objects.get(member=eve).number == 3
    # What came in is as alive as what was there.
    expect(page.locator(f"#post-{post.pk}").get_by_role("button", name="Copy code")).to_be_visible()
    page.get_by_role("button", name="Quote post 3").click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value(re.compile("^> @ben .wrote"))
    assert axe_findings(page) == []


def test_whoever_writes_meanwhile_writes_on(page, asked, ben, eve, topic, say):
    sign_in(page, "eve")
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.press_sequentially("Half a thou")
    top = box.bounding_box()["y"]
    say(ben, topic)
    forward(page, FIRST_LOOK)
    expect(bar(page).get_by_role("link")).to_be_visible()
    box.press_sequentially("ght")
    expect(box).to_be_focused()
    expect(box).to_have_value("Half a thought")
    assert abs(box.bounding_box()["y"] - top) <= 1


def test_what_is_on_the_next_page_is_shown_there(page, asked, ben, long_topic, say):
    topic = long_topic(20)
    page.goto(topic.get_absolute_url())
    post = say(ben, topic, "The twenty-first.")
    forward(page, FIRST_LOOK)
    bar(page).get_by_role("link", name="1 new reply, show it").click()
    page.wait_for_url(f"**?page=2#post-{post.pk}")
    expect(page.locator("article.post")).to_have_count(1)


def test_a_visitor_is_told_too_and_how_many_read(page, asked, open_context, ben, topic, say):
    page.goto(topic.get_absolute_url())
    forward(page, FIRST_LOOK)
    expect(page.locator("[data-readers]").first).to_be_hidden()
    other = open_context().new_page()
    sign_in(other, "ben")
    other.goto(topic.get_absolute_url())
    say(ben, topic, "Hello.")
    forward(page, VISITORS_PAUSE * 2)
    expect(page.get_by_text("2 people reading")).to_be_visible()
    bar(page).get_by_role("link").click()
    expect(page.locator("article.post")).to_have_count(2)


def test_nobody_asks_while_nobody_looks_and_seldom_while_nothing_changes(page, asked, eve, topic):
    sign_in(page, "eve")
    page.goto(topic.get_absolute_url())
    forward(page, FIRST_LOOK)
    forward(page, MEMBERS_PAUSE)
    forward(page, MEMBERS_PAUSE * 1.5)
    page.clock.fast_forward(MEMBERS_PAUSE * 1.5)  # it would be twice that and more now
    assert len(asked) == 3
    look_away = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(look_away, True)
    page.clock.fast_forward(3_600_000)
    assert len(asked) == 3
    with page.expect_response(lambda response: "/news/" in response.url):
        page.evaluate(look_away, False)
        page.clock.fast_forward(100)
    assert len(asked) == 4


def test_only_the_last_page_asks_for_replies(page, asked, long_topic):
    page.goto(long_topic(45).get_absolute_url())
    forward(page, FIRST_LOOK)
    assert all("after" not in address for address in asked)


def test_without_scripts_nothing_is_missing(page_without_scripts, ben, eve, topic, say):
    page = page_without_scripts
    sign_in(page, "eve")
    page.goto(topic.get_absolute_url())
    expect(bar(page)).to_be_empty()
    say(ben, topic, "A reply.")
    page.reload()
    expect(page.locator("article.post")).to_have_count(2)
    expect(page.get_by_text("New since your last visit")).to_be_visible()
    assert ReadMark.objects.get(member=eve).number == 2


def test_one_goes_to_any_page_or_post(person, long_topic):
    topic = long_topic(65)
    person.goto(topic.get_absolute_url())
    at_the_top = person.locator(".topic-bar .go-to")
    at_the_top.locator("summary").click()
    expect(at_the_top.get_by_role("button", name="Go")).to_be_in_viewport(ratio=1)
    way = person.locator(".topic-foot .go-to")
    way.locator("summary").click()
    way.get_by_label("Its number").fill("3")
    way.get_by_role("button", name="Go").click()
    person.wait_for_url("**?page=3")
    way.locator("summary").click()
    way.get_by_label("Page or post").select_option("Post")
    way.get_by_label("Its number").fill("25")
    way.get_by_role("button", name="Go").click()
    person.wait_for_url(f"**?page=2#post-{topic.posts.get(number=25).pk}")
    person.get_by_role("link", name="First post").click()
    person.wait_for_url(f"**{topic.get_absolute_url()}")


def test_whoever_writes_is_told_of_new_replies_beside_the_box(page, asked, ben, eve, topic, say):
    sign_in(page, "eve")
    page.set_viewport_size({"width": 800, "height": 400})
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.fill("Half a thought")
    expect(page.locator("form[data-composed]")).to_have_count(1)
    forward(page, FIRST_LOOK)
    say(ben, topic, "Meanwhile.\n\n" * 10)
    forward(page, MEMBERS_PAUSE)
    show = page.locator("#reply-form").get_by_role("button", name="1 new reply, show it")
    show.scroll_into_view_if_needed()
    top = box.bounding_box()["y"]
    show.click()
    expect(page.locator("article.post")).to_have_count(2)
    expect(box).to_be_focused()
    expect(box).to_have_value("Half a thought")
    expect(show).to_have_count(0)
    assert abs(box.bounding_box()["y"] - top) < 2
