"""A web worker that is killed while it has a form in hand: the text is in the box again, and sent again it is there once."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from forum.posts.models import Post
from tests.drafts.test_refusals import LONG
from tests.plumbing.browser import SLOWEST, sign_in, write
from tests.plumbing.mortal_server import MortalServe

BROKEN = "chrome-error://**"  # where a browser is that was not answered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def mortal(tmp_path_factory, django_db_setup):
    forum = MortalServe(tmp_path_factory.mktemp("mortal") / "data")
    yield forum
    forum.clear_away()


@pytest.fixture
def forum(mortal, root):
    """After there is a member: an empty forum would make one."""
    return mortal.arrived()


@pytest.fixture
def open_there(chromium, forum):
    """open_there(java_script_enabled=False) → a page of root's at that forum."""
    contexts = []

    def opened(**options):
        contexts.append(chromium.new_context(base_url=forum.url, **options))
        contexts[-1].set_default_timeout(SLOWEST)
        page = contexts[-1].new_page()
        sign_in(page, "root")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_a_dying_worker_had_in_hand_is_stored_once(scripts, open_there, forum, root, board, start):
    person, topic = open_there(java_script_enabled=scripts), start(root, board)
    for address, label, button, moment in (
        (topic.get_absolute_url(), "Reply", "Post reply", "before" if scripts else "after"),
        ("/b/general/new/", "Message", "Start topic", "after" if scripts else "before"),
        (
            f"/p/{topic.posts.get(number=1).pk}/edit/",
            "Message",
            "Save changes",
            "before" if scripts else "after",
        ),
    ):
        text = f"{button}. {LONG}"[:32_000]
        person.goto(address)
        box = person.get_by_label(label, exact=True)
        write(box, text)
        if button == "Start topic":
            person.get_by_label("Title").fill("Once")
        forum.order_death(moment)
        person.get_by_role("button", name=button).last.press("Enter", no_wait_after=True)
        with suppress(Error):  # which says what the browser says on the page that it shows
            person.wait_for_url(BROKEN)
        person.wait_for_url(BROKEN)
        forum.let_live()
        assert Post.objects.filter(source=text).count() == (moment == "after"), button
        person.go_back()
        expect(box).to_have_value(text)
        person.get_by_role("button", name=button).last.press("Enter")
        if person.get_by_text("You posted this a minute ago.").count():
            person.get_by_role("link", name="See your post").click()
        expect(person.locator("article.post", has_text=f"{button}. “Nothing”")).to_be_visible()
        assert Post.objects.filter(source=text).count() == 1, button


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_larger_than_any_form_takes_no_text_along(scripts, open_there, root, board, start, tmp_path):
    film = tmp_path / "film.bin"
    with film.open("wb") as empty:
        empty.truncate(70_000_000)
    person, topic = open_there(java_script_enabled=scripts), start(root, board)
    person.goto(topic.get_absolute_url())
    box = person.get_by_label("Reply", exact=True)
    box.focus()
    write(box, LONG)
    if scripts:
        person.locator("form[data-composed]").wait_for()
    person.get_by_label("Pictures and files").set_input_files(film)
    if scripts:
        expect(person.locator(".upload-failed")).to_contain_text("This file is too big.")
    else:
        person.get_by_role("button", name="Attach").click()
        expect(person.get_by_role("heading", level=1)).to_have_text("That’s too large")
        person.go_back()
    expect(box).to_have_value(LONG)
