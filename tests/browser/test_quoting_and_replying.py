"""Answering and quoting in a real browser: what is in the box stays there, and the page too."""

import pytest
from playwright.sync_api import expect

from forum.posts.models import Post
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def box(page):
    return page.locator("#reply-form textarea[name=body]")


@pytest.fixture
def asked(topic, ada, say):
    return say(ada, topic, "Which **oil** is best?\n\nLinseed or walnut?")


@pytest.fixture
def member(page, ben, topic, asked):
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.evaluate("window.isSamePage = true")
    return page


def article(page, post):
    return page.locator(f"#post-{post.pk}")


def select(page, post, words):
    """Select these words of the post's text, as somebody does with the mouse."""
    page.evaluate(
        """([id, words]) => {
            document.activeElement.blur();
            const prose = document.querySelector(`#post-${id} .prose`);
            const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                return;
            }
        }""",
        [post.pk, words],
    )


def test_the_button_below_a_post_says_in_the_box_what_is_answered(member, asked):
    box(member).fill("Half a thought")
    article(member, asked).get_by_role("button", name="Reply to post 2").click()
    line = member.locator("[data-reply-to]")
    expect(line).to_contain_text("In reply to Ada Lindqvist, post 2")
    expect(box(member)).to_be_focused()
    line.get_by_role("button", name="Reply to the topic instead").click()
    expect(line).to_be_hidden()
    article(member, asked).get_by_role("button", name="Reply to post 2").click()
    expect(box(member)).to_have_value("Half a thought")
    assert member.evaluate("window.isSamePage")
    member.get_by_role("button", name="Post reply").click()
    expect(member.locator(".post-to")).to_contain_text("in reply to")
    assert Post.objects.get(number=3).reply_to_id == asked.pk


def test_selected_words_of_several_posts_are_quoted_at_the_cursor(member, topic, asked):
    box(member).fill("Before. After.")
    box(member).evaluate("box => box.setSelectionRange(8, 8)")
    select(member, asked, "Linseed or walnut?")
    member.locator(".quote-selected").click()
    expect(box(member)).to_have_value(
        f"Before. \n\n> @ada [wrote](/p/{asked.pk}/):\n>\n> Linseed or walnut?\n\nAfter."
    )
    select(member, topic.posts.get(number=1), "How does this work?")
    member.locator(".quote-selected").click()
    expect(box(member)).to_have_value(
        f"Before. \n\n> @ada [wrote](/p/{asked.pk}/):\n>\n> Linseed or walnut?\n\n"
        f"> @ada [wrote](/p/{topic.posts.get(number=1).pk}/):\n>\n> How does this work?\n\nAfter."
    )
    assert member.evaluate("window.isSamePage")


def test_replies_open_below_the_post(member, ada, ben, topic, asked, say):
    # With a post between them, a thread has another order than the topic.
    say(ada, topic, "And which rag?")
    answer = say(ben, topic, "Walnut, always.")
    Post.objects.filter(pk=answer.pk).update(reply_to=asked)
    member.reload()
    article(member, asked).get_by_text("1 reply").click()
    expect(article(member, asked).locator(".replies-list")).to_contain_text("Walnut, always.")
    assert axe_findings(member) == []
    member.get_by_role("link", name="Threads").click()
    expect(member.locator(".thread-1")).to_contain_text("Walnut, always.")
    assert axe_findings(member) == []


def test_a_task_of_ones_own_is_ticked_by_keyboard_and_stays_so(member, ben, topic, say):
    post = say(ben, topic, "- [ ] oil\n- [x] chain")
    member.reload()
    task = article(member, post).get_by_role("checkbox", name="oil")
    expect(task).to_have_attribute("aria-checked", "false")
    task.focus()
    with member.expect_response(lambda answer: answer.url.endswith("/task/")):
        member.keyboard.press("Space")
    expect(task).to_have_attribute("aria-checked", "true")
    assert axe_findings(member) == []
    member.reload()
    expect(article(member, post).get_by_role("checkbox", name="oil")).to_have_attribute(
        "aria-checked", "true"
    )
    post.refresh_from_db()
    assert post.source == "- [x] oil\n- [x] chain"


def paste(page, **data):
    box(page).evaluate(
        """(box, data) => {
            const clipboardData = new DataTransfer();
            for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        {name.replace("_", "/"): text for name, text in data.items()},
    )


def test_what_is_pasted_becomes_markdown_and_an_address_the_link_of_what_is_selected(member):
    box(member).click()
    member.locator("form[data-composed]").wait_for(state="attached")
    paste(member, text_html="<p>Oil <b>well</b></p>", text_plain="Oil well")
    expect(box(member)).to_have_value("Oil **well**")
    box(member).fill("See there")
    box(member).evaluate("box => box.setSelectionRange(4, 9)")
    paste(member, text_plain="https://example.org/a_(b)")
    expect(box(member)).to_have_value("See [there](https://example.org/a_%28b%29)")


def test_a_long_quote_is_folded_until_somebody_wants_it(member, ben, topic, asked, say):
    quote = "\n>\n".join(f"> line {number}" for number in range(40))
    post = say(ben, topic, f"{quote}\n\nMy answer.")
    member.reload()
    button = article(member, post).get_by_role("button", name="Show the whole quote")
    folded = article(member, post).locator("blockquote")
    height = folded.bounding_box()["height"]
    button.click()
    expect(button).to_have_count(0)
    assert folded.bounding_box()["height"] > 2 * height
