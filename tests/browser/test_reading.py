"""What members write, as it is read: hidden words, footnotes, and texts that run from right to left."""

import pytest

from tests.plumbing.browser import axe_findings

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = """Water.[^1] He said ||that [the butler](https://example.org/) did it||. Water again.[^1]

[^1]: Hot.

/// spoiler
hidden
///

- [x] مهمة
  - [ ] nested

- list
- عنصر

> @ada wrote:
> اقتباس
"""
BLACK_BAR = "span => getComputedStyle(span).color === 'rgba(0, 0, 0, 0)'"


@pytest.fixture
def address(ada, board, start):
    return start(ada, board, body=EVERYTHING).get_absolute_url()


def test_a_spoiler_shows_itself_to_the_keyboard_the_mouse_and_on_paper(person, address):
    person.goto(address)
    spoiler, link = person.locator("span.spoiler"), person.locator("span.spoiler a")
    assert spoiler.evaluate(BLACK_BAR)
    assert link.evaluate(BLACK_BAR)
    spoiler.focus()
    assert not spoiler.evaluate(BLACK_BAR)
    person.keyboard.press("Tab")
    assert person.evaluate("document.activeElement.textContent") == "the butler"
    assert not link.evaluate(BLACK_BAR)
    person.keyboard.press("Tab")
    assert spoiler.evaluate(BLACK_BAR)
    spoiler.hover()
    assert not link.evaluate(BLACK_BAR)
    person.mouse.move(0, 0)
    person.emulate_media(media="print")
    assert not spoiler.evaluate(BLACK_BAR)


def test_the_tap_that_shows_a_spoiler_follows_no_link_in_it(open_context, address):
    page = open_context(has_touch=True, viewport={"width": 390, "height": 844}).new_page()
    page.goto(address)
    box = page.locator("span.spoiler a").bounding_box()
    page.touchscreen.tap(box["x"] + 5, box["y"] + 5)
    assert page.url.endswith(address)
    assert not page.locator("span.spoiler").evaluate(BLACK_BAR)


def test_a_footnote_leads_to_its_note_and_back(person, address):
    person.goto(address)
    references = person.locator(".footnote a")
    references.nth(1).click()
    assert person.locator(".note:target").inner_text().startswith("Hot.")
    person.locator(".footnote-back").nth(1).click()
    assert references.nth(1).evaluate("link => link.matches(':target')")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_stands_beyond_the_edge(open_context, address, width):
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_findings(page) == []
