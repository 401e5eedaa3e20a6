"""A topic's page in a real browser: what is seen at once, how far the keyboard has to go, and that no text is lost."""

import pytest
from playwright.sync_api import expect

from forum.moderation import post_acts
from forum.posts.models import Post
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

BLOCKS_IN_BLOCKS = """- one
  1. deep

  behind
- # Head
  words

> # Head
> words
>
> ## Head
> ```
> code
> ```

/// details | More
# Head
- item
///"""
# Between each block in a quote, an item or a folded part and the one above it.
GAPS = """prose => [...prose.querySelectorAll(":is(li, blockquote, details) > :is(p, ul, pre, .code)")]
  .filter((block) => block.previousElementSibling)
  .map((block) => {
    const words = document.createRange();
    words.selectNodeContents(block.previousElementSibling);
    return block.getBoundingClientRect().top - words.getBoundingClientRect().bottom;
  })"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><rect width="400" height="100"/></svg>'
)
HOW_IT_LOOKS = """picture => {
  const { backgroundColor, opacity, objectPosition } = getComputedStyle(picture);
  return [backgroundColor, opacity, objectPosition];
}"""
TWO_LINES = (
    "A reply that is a little longer than one line of the page, so that it has to go on in a second one."
)
LEFT_EDGE = "post => post.querySelector('p').getBoundingClientRect().left"
STOPS = """post => [...post.querySelectorAll("a[href], button, summary, input")].filter(
  (one) => !one.closest(".prose") && one.checkVisibility() && (one.tagName === "SUMMARY" || !one.closest("details"))
).length"""


def top_of_first_post(page):
    return page.locator("article.post").first.bounding_box()["y"]


def test_the_first_post_begins_high_on_the_page(open_context, ben, topic, long_topic):
    page = open_context(viewport={"width": 1280, "height": 900}).new_page()
    phone = open_context(viewport={"width": 390, "height": 844}).new_page()
    address = long_topic(45).get_absolute_url()
    for one, first, later in ((page, 260, 200), (phone, 330, 330)):
        for member in (None, "ben"):
            if member:
                sign_in(one, member)
            one.goto(address)
            assert top_of_first_post(one) <= first
            one.goto(f"{address}?page=2")
            assert top_of_first_post(one) <= later


def test_a_short_post_is_as_short_as_its_text(page, ben, topic, say):
    page.set_viewport_size({"width": 1280, "height": 900})
    post = say(ben, topic, TWO_LINES)
    page.goto(topic.get_absolute_url())
    assert page.locator(f"#post-{post.pk}").bounding_box()["height"] <= 110


def test_blocks_in_blocks_stand_apart(page, ada, board, start):
    topic = start(ada, board, body=BLOCKS_IN_BLOCKS)
    page.goto(topic.get_absolute_url())
    page.locator(".prose summary").click()
    gaps = page.locator(".prose").evaluate(GAPS)
    assert len(gaps) == 5
    assert min(gaps) >= 4


def test_pictures_keep_their_place(page, ada, board, start):
    picture = "![It|200x50](https://pictures.example/a.png)"
    cell = picture.replace("|", "\\|")
    words = "many words that take what room there is " * 9
    topic = start(ada, board, body=f"||{picture}|| end\n\n| a | b |\n|---|---|\n| {cell} | {words} |")
    page.route(
        "https://pictures.example/**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml")
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(topic.get_absolute_url())
    hidden, shown = page.locator(".spoiler img"), page.locator("td img")
    expect(shown).to_have_js_property("complete", True)
    assert [one.bounding_box()["width"] for one in (hidden, shown)] == [200, 200]
    ground, opacity, place = hidden.evaluate(HOW_IT_LOOKS)
    assert ground != "rgba(0, 0, 0, 0)"
    assert (opacity, place) == ("1", "780px 50%")
    hidden.hover(force=True)
    assert hidden.evaluate(HOW_IT_LOOKS) == ["rgba(0, 0, 0, 0)", "1", "0% 50%"]


def test_hidden_words_are_shown_to_the_keyboard(person, ada, board, start):
    topic = start(
        ada, board, body="[before](https://example.org) ||the butler|| [after](https://example.org)"
    )
    person.goto(topic.get_absolute_url())
    colour = "element => getComputedStyle(element).color"
    person.get_by_role("link", name="before").focus()
    spoiler = person.locator(".spoiler")
    assert spoiler.evaluate(colour) == "rgba(0, 0, 0, 0)"
    person.keyboard.press("Tab")
    expect(spoiler).to_be_focused()
    assert spoiler.evaluate(colour) != "rgba(0, 0, 0, 0)"
    person.keyboard.press("Tab")
    expect(person.get_by_role("link", name="after")).to_be_focused()
    assert spoiler.evaluate(colour) == "rgba(0, 0, 0, 0)"


def test_the_post_one_lands_on_stays_in_its_column(page, ben, mod, topic, say):
    gone, post = say(ben, topic), say(ben, topic)
    post_acts.remove(mod, gone, "off topic")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for one in (gone, post):
            page.goto(topic.get_absolute_url())
            place = page.locator(f"#post-{one.pk}")
            before = place.evaluate(LEFT_EDGE)
            page.goto(f"/p/{one.pk}/")
            expect(page.locator(":target")).to_have_attribute("id", f"post-{one.pk}")
            assert place.evaluate(LEFT_EDGE) == before


@pytest.mark.parametrize(("member", "stops"), [(None, [4, 4]), ("eve", [6, 7]), ("ben", [6, 8])])
def test_a_post_costs_few_stops_of_the_keyboard(member, stops, page, ben, eve, topic, say):
    say(ben, topic)
    if member:
        sign_in(page, member)
    page.goto(topic.get_absolute_url())
    assert [post.evaluate(STOPS) for post in page.locator("article.post").all()] == stops


def test_one_skips_to_the_reply_box(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    skip = page.get_by_role("link", name="Skip to the reply box")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()


def test_a_quote_joins_what_one_has_typed(person, ada, ben, topic):
    post = topic.posts.get()
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    quote = f"> @ada [wrote](/p/{post.pk}/):\n>\n> How does this work?\n\n"
    box.fill("First my own words.")
    box.press("Control+End")
    for count in (1, 2):
        person.get_by_role("button", name="Quote post 1").click()
        expect(box).to_have_value("First my own words.\n\n" + quote * count)
    box.press("Control+End")
    box.press_sequentially("And my answer.")
    person.get_by_role("button", name="Post reply").click()
    expect(person.locator("article.post").last).to_contain_text("First my own words.")
    expect(box).to_have_value("")
    assert Post.objects.get(author=ben).reply_to == post


def test_following_an_author_from_their_post_keeps_what_one_has_typed(person, ada, ben, topic):
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Half a thought")
    person.locator("summary", has_text="More post 1").click()
    person.get_by_role("button", name="Follow Ada Lindqvist").click()
    expect(person.get_by_text("You’re following this member")).to_be_visible()
    expect(box).to_have_value("Half a thought")
    expect(person.locator(".follow-menu summary").first).to_have_text("Follow")


def test_a_quote_goes_in_at_the_cursor(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    box = page.get_by_role("textbox", name="Reply")
    box.fill("Before.\n\nAfter.")
    box.evaluate("box => box.setSelectionRange(9, 9)")
    page.get_by_role("button", name="Quote post 1").click()
    expect(box).to_have_value(
        f"Before.\n\n> @ada [wrote](/p/{topic.posts.get().pk}/):\n>\n> How does this work?\n\nAfter."
    )
    expect(box).to_be_focused()


def test_one_is_asked_before_leaving_a_text_that_was_not_sent(page, ben, topic):
    sign_in(page, "ben")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(topic.get_absolute_url())
    page.get_by_role("textbox", name="Reply").press_sequentially("Wait")
    page.get_by_role("link", name="Latest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Latest")
    assert asked == ["beforeunload"]
    page.goto(topic.get_absolute_url())
    page.get_by_role("textbox", name="Reply").press_sequentially("Sent")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article.post").last).to_contain_text("Sent")
    assert asked == ["beforeunload"]


def test_code_is_copied_and_what_scrolls_is_reached_by_its_name(open_context, ada, board, start):
    wide = "x = " + "1 + " * 200 + "1"
    topic = start(ada, board, body=f"```\n{wide}\n```\n\n```\nshort\n```")
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(topic.get_absolute_url())
    page.get_by_role("button", name="Copy code").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").strip() == wide
    expect(page.get_by_role("group", name="Code").nth(0)).to_have_attribute("tabindex", "0")
    expect(page.get_by_role("group", name="Code").nth(1)).to_have_attribute("tabindex", "-1")


def test_the_button_that_copies_hides_no_code_for_good(open_context, ada, board, start):
    topic = start(ada, board, body="```\nkettle->SetLid(SLIGHTLY_OPEN);\n```")
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(topic.get_absolute_url())
    code, button = page.locator(".code code"), page.get_by_role("button", name="Copy code")
    page.locator(".code pre").evaluate("pre => pre.scrollTo(pre.scrollWidth, 0)")
    ends = code.evaluate("code => code.getClientRects()[0].right")
    assert ends <= button.bounding_box()["x"]


def test_a_page_in_the_middle_of_a_topic_is_no_wider_than_a_telephone(open_context, long_topic):
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{long_topic(130).get_absolute_url()}?page=4")
    assert page.get_by_role("navigation", name="Pages of this topic").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_preview_is_right_below_the_box_and_says_that_it_is_coming(page, ben, topic):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.get_by_role("textbox", name="Reply").fill("**Bold** words")
    page.route("**/preview/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.get_by_role("button", name="Preview").click(no_wait_after=True)
    below = page.locator("textarea[name=body] + *")
    expect(below).to_have_text("Loading preview…")
    expect(below).to_contain_text("Bold words")
