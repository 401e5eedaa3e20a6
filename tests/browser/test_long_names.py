"""Names as long as may be: nothing they stand beside is covered, on the smallest phone neither."""

import pytest

from accounts.models import User
from forum.follows import following
from forum.site.models import SiteSettings
from tests.conversations.talking import start as start_conversation
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 820, 390, 320)

# Where the name or the time of a row lies over its counts.
COVERED = """rows => rows.flatMap(row => {
  const counts = row.querySelector('.row-number').getBoundingClientRect();
  return [...row.querySelectorAll('.row-by a, .row-last-at, .row-last-by > *')]
    .map(part => part.getBoundingClientRect())
    .filter(box => box.right > counts.left && box.left < counts.right)
    .filter(box => box.bottom > counts.top && box.top < counts.bottom)
    .map(box => `${box.left} to ${box.right} over ${counts.left} to ${counts.right}`);
})"""


@pytest.fixture
def talk(ada, eve, board, start, say):
    User.objects.filter(pk=eve.pk).update(
        username="w" * 30, display_name="Mnemosyne Wolkenstein-Mmmmmm of " + "M" * 28
    )
    topic = start(ada, board)
    say(User.objects.get(pk=eve.pk), topic, "An answer.")
    say(ada, start(eve, board, title="Another"), "Short names stand here.")
    return topic


def test_the_longest_name_covers_nothing_beside_it(page, talk):
    for address in ("/latest/", talk.board.get_absolute_url()):
        page.goto(address)
        assert page.locator(".row-topic").count() == 2
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.eval_on_selector_all(".row-topic", COVERED) == [], (address, width)


@pytest.mark.parametrize("username", ["eve", "w" * 30])
def test_no_name_is_so_long_that_its_username_is_hidden_on_the_boards(page, ada, eve, board, start, username):
    User.objects.filter(pk=eve.pk).update(username=username, display_name="M" * 60)
    start(User.objects.get(pk=eve.pk), board)
    page.goto("/")
    for width in (1280, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        edge, time, name, handle = (
            page.eval_on_selector(f".row-latest {part}", "e => e.getBoundingClientRect().toJSON()")
            for part in (".row-latest-by", "time", ".row-last-by a", ".handle")
        )
        assert handle["width"] > 20, width
        assert edge["left"] <= time["left"] < time["right"] <= name["left"] < name["right"], width
        assert name["right"] <= handle["left"] < handle["right"] <= edge["right"] + 1, width
    # Where there is room for neither, neither is there.
    page.set_viewport_size({"width": 390, "height": 900})
    assert not page.locator(".row-latest .row-last-by").is_visible()


def test_beside_a_post_the_longest_name_takes_two_lines_and_is_whole_in_its_title(page, talk):
    page.goto(talk.get_absolute_url())
    name = page.locator(".post-name a[title]")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        lines = name.evaluate("e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)")
        assert round(lines) == 2, width
        assert page.locator(".post-name .handle").first.is_visible()
    assert name.get_attribute("title") == name.text_content()


def test_the_longest_name_takes_no_page_of_conversations_beyond_the_smallest_phone(open_context, ada, eve):
    User.objects.filter(pk=eve.pk).update(username="w" * 30, display_name="M" * 60)
    member = User.objects.get(pk=eve.pk)
    topic = start_conversation(ada, member, title="M" * 200, body="Shall we? " + "M" * 300)
    following.mute(ada, member)
    page = open_context(viewport={"width": 320, "height": 900}).new_page()
    sign_in(page, "ada")
    for address in (
        f"/conversations/{topic.pk}/members/",
        topic.get_absolute_url(),
        "/conversations/",
        "/conversations/?q=Shall",
        "/settings/privacy/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_no_word_of_the_forums_name_is_broken_for_a_visitor_on_the_smallest_phone(open_context, talk):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "The Mending Room"})
    page = open_context(viewport={"width": 320, "height": 900}).new_page()
    page.goto("/")
    assert page.eval_on_selector(".brand", UNBROKEN)


# Whether every word has room, if none may be broken.
UNBROKEN = """name => {
  name.style.overflowWrap = 'normal';
  return name.scrollWidth <= name.clientWidth;
}"""
