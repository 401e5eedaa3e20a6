"""A topic on paper: dark ink on white whatever the reader's theme, and nothing beyond the edge."""

import pytest

from tests.browser.test_look import RICH
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

A4 = {"width": 731, "height": 1050}
CODE = "```python\n" + "mended = " + " + ".join(f"part_{n}" for n in range(60)) + "\n```\n"
WIDE = (
    "| "
    + " | ".join(f"Column{n}" for n in range(14))
    + " |\n"
    + "|---" * 14
    + "|\n"
    + "| value" * 14
    + " |\n"
)


def brightness(page, property_name, selector):
    colour = page.eval_on_selector(selector, f"e => getComputedStyle(e).{property_name}")
    red, green, blue = map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3


@pytest.fixture
def topic(ada, board, start):
    return start(ada, board, body=f"{RICH}\n\n{CODE}\n\n{WIDE}")


@pytest.mark.parametrize("chosen", ["", "dark"])
def test_it_is_dark_on_white_in_a_dark_theme_too(open_context, ada, topic, chosen):
    ada.theme = chosen
    ada.save()
    page = open_context(viewport=A4, color_scheme="dark").new_page()
    sign_in(page, "ada")
    page.goto(topic.get_absolute_url())
    assert brightness(page, "color", ".prose") > 180  # on the screen
    page.emulate_media(media="print", color_scheme="dark")
    assert brightness(page, "color", ".prose") < 80
    assert brightness(page, "color", ".prose pre span") < 160
    assert brightness(page, "backgroundColor", "html") == 255


def test_nothing_is_cut_off_at_the_edge(open_context, topic):
    page = open_context(viewport=A4).new_page()
    page.goto(topic.get_absolute_url())
    page.emulate_media(media="print")
    for selector in ("html", ".prose", ".prose pre"):
        cut = page.eval_on_selector_all(selector, "all => all.map(e => e.scrollWidth - e.clientWidth)")
        assert cut, selector
        assert max(cut) <= 1, selector


def test_a_post_has_its_number_and_nothing_to_press_and_a_link_says_where_it_leads(
    page, ada, ben, board, start, say
):
    topic = start(
        ada, board, body="See [the table](https://example.org/table) and https://example.org/bare there."
    )
    say(ben, topic)
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".post-number").all_inner_texts() == ["#1", "#2"]
    for gone in (".act", ".button", "textarea", ".avatar", ".pages", "header.top", "footer", ".news"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    behind = "link => getComputedStyle(link, '::after').content"
    named, bare = page.locator(".prose a").all()
    assert "https://example.org/table" in named.evaluate(behind)
    assert bare.evaluate(behind) == "none"
