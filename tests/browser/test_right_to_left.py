"""Titles and names that run from right to left, in lists and sentences that run the other way."""

import pytest

from accounts.models import User
from forum.notifications.models import Notification
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TITLE, NAME = "هل يعمل هذا؟ (تجربة 2)!", "علی (2)!"
# Where a sign of a text stands on the screen, from the left.
PLACE = """([selector, text, sign]) => {
  const walk = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const start = node.data.indexOf(text);
    if (start < 0) continue;
    const range = document.createRange(), at = start + text.indexOf(sign);
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().left;
  }
}"""


def is_whole(page, selector, text):
    """Whether the mark at the end of the text stands left of its first letter, as it is read."""
    first, last = (page.evaluate(PLACE, [selector, text, sign]) for sign in (text[0], "!"))
    return last < first


@pytest.fixture
def topic(ada, eve, board, start):
    User.objects.filter(pk=eve.pk).update(display_name=NAME)
    topic = start(User.objects.get(pk=eve.pk), board, title=TITLE)
    Notification.objects.create(member=ada, kind="mention", matter="1", topic=topic, actor=eve, count=1)
    return topic


def test_they_keep_their_own_signs_where_they_are_read(open_context, eve, topic, say):
    say(eve, topic)
    page = open_context().new_page()
    sign_in(page, "ada")
    places = {
        "/": ".row-latest-title",
        "/latest/": ".row-title",
        topic.get_absolute_url(): "h1",
        f"{topic.get_absolute_url()}followers/": ".lede",
        "/u/eve/": ".sayings",
        "/notifications/": ".notification-row",
    }
    for address, selector in places.items():
        page.goto(address)
        assert is_whole(page, selector, TITLE), address
    assert is_whole(page, ".notification-row", NAME)


def test_lists_quotes_and_tables_run_with_their_letters(page, ada, board, start):
    topic = start(
        ada, board, body="- عنصر\n\n> اقتباس\n\n| عمود | ثان |\n|---|---|\n| أ | ب |\n\nfine\n\n1. one"
    )
    page.goto(topic.get_absolute_url())
    for tag, direction in (("ul", "rtl"), ("blockquote", "rtl"), ("table", "rtl"), ("ol", "ltr")):
        element = page.locator(f".prose {tag}").first
        assert element.evaluate("element => getComputedStyle(element).direction") == direction, tag


def test_what_one_types_about_oneself_runs_with_its_letters(page, ada):
    sign_in(page, "ada")
    page.goto("/settings/")
    for label, words in (("Display name", NAME), ("About you", TITLE)):
        field = page.get_by_label(label)
        assert field.evaluate("field => getComputedStyle(field).direction") == "ltr"
        field.fill(words)
        assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"
