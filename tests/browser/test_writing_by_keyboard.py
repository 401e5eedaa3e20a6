"""Reading, quoting, writing, attaching, previewing, posting, editing and the history: one journey without a mouse."""

import pytest
from playwright.sync_api import expect

from forum.posts.models import Post
from tests.attachments.conftest import picture
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

FARTHEST = 60  # stops of the Tab key
# A ring of three pixels around what has the focus, which is in sight and below nothing else.
IS_SEEN = """() => {
    const focused = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const { x, y, width, height } = focused.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, Math.min(y + height / 2, innerHeight - 1));
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && focused.contains(top);
}"""


@pytest.fixture
def keys(page, ben, topic):
    # Playwright begins to hear of choosers once somebody listens, and a key is quicker than that.
    page.on("filechooser", lambda _chooser: None)
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    return page.keyboard


def reach(page, target, key="Tab"):
    """Go from stop to stop until this has the focus, and can be seen to have it."""
    for _stop in range(FARTHEST):
        page.keyboard.press(key)
        if target.evaluate("target => target === document.activeElement"):
            break
    expect(target).to_be_focused()
    assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")


def test_a_member_reads_quotes_writes_attaches_previews_posts_edits_and_sees_the_history(page, keys, topic):
    first, box = page.locator("article.post").first, page.get_by_role("textbox", name="Reply")
    reach(page, page.get_by_role("link", name="Skip to the content"))
    keys.press("j")
    expect(first).to_be_focused()
    assert page.evaluate(IS_SEEN)

    reach(page, first.get_by_role("button", name="Quote post 1"))
    keys.press("Enter")
    expect(box).to_be_focused()
    assert page.evaluate(IS_SEEN)
    expect(box).to_have_value(f"> @ada [wrote](/p/{topic.posts.get().pk}/):\n>\n> How does this work?\n\n")
    expect(page.locator("form[data-composed]")).to_have_count(1)
    keys.type("Like **this**.")
    expect(page.locator(".preview-beside strong")).to_have_text("this")
    assert axe_findings(page) == []

    reach(page, page.get_by_label("Pictures and files"))
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files({"name": "boat.png", "mimeType": "image/png", "buffer": picture()})
    words = page.get_by_role("textbox", name="Describe this picture: boat.png")
    expect(words).to_be_visible()
    reach(page, words, "Shift+Tab")
    keys.type("A boat")
    expect(page.get_by_text("No description yet")).to_have_count(0)
    assert axe_findings(page) == []

    reach(page, page.get_by_role("button", name="Close preview"), "Shift+Tab")
    keys.press("Enter")
    expect(page.locator(".preview-beside")).to_have_count(0)
    reach(page, page.get_by_role("button", name="Preview", exact=True))
    keys.press("Enter")
    expect(page.locator(".preview-beside").get_by_role("img", name="A boat")).to_be_visible()
    assert axe_findings(page) == []

    reach(page, page.get_by_role("button", name="Post reply"), "Shift+Tab")
    keys.press("Enter")
    posted = page.locator("article.post").nth(1)
    expect(posted.get_by_role("img", name="A boat")).to_be_visible()
    assert Post.objects.get(number=2).source.startswith("> @ada")
    assert axe_findings(page) == []

    reach(page, posted.get_by_role("link", name="Edit"))
    keys.press("Enter")
    message = page.get_by_label("Message", exact=True)
    reach(page, message)
    keys.press("Control+End")
    keys.type("\nAnd that.")
    reach(page, page.get_by_label("Reason for the edit"))
    keys.type("More of it")
    assert axe_findings(page) == []
    reach(page, page.get_by_role("button", name="Save changes"))
    keys.press("Enter")

    expect(posted).to_contain_text("And that.")
    reach(page, posted.locator("summary", has_text="More post 2"))
    keys.press("Enter")
    reach(page, posted.get_by_role("link", name="History", exact=True))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("History")
    expect(page.get_by_text("More of it").first).to_be_visible()
    assert axe_findings(page) == []
    for number in range(4):
        keys.press("Tab")
        assert page.evaluate(IS_SEEN), number
