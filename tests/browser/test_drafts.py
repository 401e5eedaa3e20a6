"""What somebody types in Chromium outlives the browser, the network, the session and another tab."""

import os
import re
import signal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content
from forum.posts.models import Post
from tests.plumbing.browser import FLAGS, path_of_chromium, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "It was the belt,\n\nand “nothing” but the belt. 🚲"


@pytest.fixture
def at_the_box(open_context, ben, topic):
    """at_the_box() → a page of the topic with Ben before its box; of a browser of its own, unless one is given."""

    def opened(context=None) -> Page:
        context = context or open_context()
        page = context.new_page()
        sign_in(page, "ben")
        page.goto(topic.get_absolute_url())
        page.get_by_label("Reply", exact=True).focus()
        expect(page.locator("#reply-form")).to_have_attribute("data-composed", "")
        return page

    return opened


def box(page):
    return page.get_by_label("Reply", exact=True)


def state(page):
    return page.locator("[data-draft-state]")


def saved(page):
    """Wait until the forum has what is in the box."""
    state(page).filter(has_text=re.compile(r"^Saved \d\d:\d\d$")).wait_for()


def copies(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))")


def body():
    return Draft.objects.get().body


def test_what_is_typed_is_saved_and_said_once_and_comes_back_in_another_browser(at_the_box):
    page = at_the_box()
    expect(page.get_by_role("button", name="Discard draft")).to_be_hidden()
    box(page).fill(TEXT)
    saved(page)
    expect(page.get_by_role("button", name="Discard draft")).to_be_visible()
    assert body() == TEXT
    assert page.locator("[data-draft] [role=status]").inner_text() == "Your draft is saved as you write."
    assert copies(page) == []
    other = at_the_box()
    expect(box(other)).to_have_value(TEXT)
    expect(state(other)).to_contain_text("Draft saved")


def test_what_could_not_be_saved_comes_back_from_the_device(at_the_box):
    page = at_the_box()
    page.route("**/drafts/save/**", lambda route: route.abort())
    box(page).fill(TEXT)
    expect(state(page)).to_contain_text("The forum isn’t responding")
    assert len(copies(page)) == 1
    later = at_the_box(page.context)
    expect(box(later)).to_have_value(TEXT)
    expect(state(later)).to_contain_text("Restored what this device had kept")
    assert (body(), copies(later)) == (TEXT, [])


def test_a_poll_that_could_not_be_saved_comes_back_from_the_device(at_the_box, board):
    page = at_the_box()
    page.route("**/drafts/save/**", lambda route: route.abort())
    page.goto("/b/general/new/")
    page.get_by_text("Add a poll").click()
    for _time in range(2):
        page.get_by_role("button", name="Add options").click()
    options = page.locator("[name=poll_option]")
    for number in (0, 2, 4):
        options.nth(number).fill(f"Tea no. {number}")
    page.get_by_label("Results are shown").select_option("voted")
    page.get_by_label("Votes can’t be changed").check()
    expect(state(page)).to_contain_text("The forum isn’t responding")
    later = page.context.new_page()
    later.goto("/b/general/new/")
    expect(state(later)).to_contain_text("Restored what this device had kept")
    values = later.locator("[name=poll_option]").evaluate_all("(fields) => fields.map(({ value }) => value)")
    assert values == ["Tea no. 0", "", "Tea no. 2", "", "Tea no. 4"]
    expect(later.get_by_label("Results are shown")).to_have_value("voted")
    expect(later.get_by_label("Votes can’t be changed")).to_be_checked()
    later.wait_for_function("document.querySelector('[data-draft] [name=draft]').value === '1'")
    assert Draft.objects.get().fields["poll_option"] == values


def test_an_edit_that_the_device_has_kept_is_not_saved_over_a_later_one_unseen(
    at_the_box, as_, ben, mod, topic, say
):
    post = say(ben, topic, "First.")
    page = at_the_box()
    address = f"/p/{post.pk}/edit/"
    message = page.get_by_label("Message", exact=True)
    page.goto(address)
    message.fill("Second.")
    # The page that follows cannot ask whether the forum has it.
    page.route("**/drafts/save/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Save changes").click()
        page.locator("article.post", has_text="Second.").wait_for()
    page.unroute("**/drafts/save/**")
    post.refresh_from_db()
    as_(mod).post(address, {"body": "Calmer.", "base": post.revision})
    page.goto(address)
    expect(state(page)).to_have_text("Restored what this device had kept.")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Someone else edited this post").wait_for()
    post.refresh_from_db()
    assert post.source == "Calmer."


def test_what_was_posted_leaves_no_copy_on_the_device(at_the_box, ben, board, topic, say):
    post = say(ben, topic, "First.")
    page = at_the_box()
    message = page.get_by_label("Message", exact=True)
    sent = [
        (f"/p/{post.pk}/edit/", "Mended.", "Save changes"),
        (f"/start/?board={board.slug}", "A new topic.", "Start topic"),
    ]
    for address, text, button in sent:
        page.goto(address)
        if button == "Start topic":
            page.get_by_label("Title", exact=True).fill("Belts")
        message.fill(text)
        with page.expect_response("**/drafts/save/**") as asked:
            page.get_by_role("button", name=button).last.click()
            page.locator("article.post", has_text=text).wait_for()
        assert asked.value.ok
        page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    assert not Draft.objects.written().exists()


def test_a_sent_text_that_never_arrived_stays_on_the_device_until_the_forum_has_it(at_the_box, board):
    page = at_the_box()
    page.goto(f"/start/?board={board.slug}")
    page.get_by_label("Title", exact=True).fill("Belts")
    page.get_by_label("Message", exact=True).fill(TEXT)
    page.route(
        "**/start/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.route("**/drafts/save/**", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/start/")):
        page.get_by_role("button", name="Start topic").last.click(no_wait_after=True)
    later = page.context.new_page()
    later.goto("/")
    later.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    assert body() == TEXT


def test_the_other_text_of_an_edit_brings_the_version_that_it_was_begun_with(
    at_the_box, as_, ben, mod, topic, say
):
    post = say(ben, topic, "First.")
    saving.save(ben, f"edit:{post.pk}", Content("Begun early.", fields={"base": ["1"]}), known=0)
    as_(mod).post(f"/p/{post.pk}/edit/", {"body": "Calmer.", "base": 1})
    page = at_the_box()
    copy = {"fields": [["body", "Begun late."], ["base", "2"]], "key": "", "sequence": "0"}
    page.evaluate(
        "([name, copy]) => localStorage.setItem(name, JSON.stringify(copy))",
        [f"draft:{ben.pk}:edit:{post.pk}", copy],
    )
    page.goto(f"/p/{post.pk}/edit/")
    other, base = page.locator("#other-body"), page.locator("[name=base]")
    expect(other).to_have_value("Begun late.")
    expect(base).to_have_value("1")
    page.get_by_role("button", name="Use the other text").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Begun late.")
    expect(base).to_have_value("2")
    page.get_by_role("button", name="Undo").click()
    expect(base).to_have_value("1")


def test_a_quote_from_another_page_is_in_the_box_that_one_comes_back_to(at_the_box, ada, topic, say):
    post = say(ada, topic, "Which oil is best?")
    page = at_the_box()
    box(page).fill("Begun here.")
    saved(page)
    other = at_the_box(page.context)
    other.locator(f"#post-{post.pk}").get_by_role("button", name="Quote").click()
    saved(other)
    # Chromium without a window hides no tab.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(state(page)).to_have_text("This is the newer text from another tab or device.")
    assert "Which oil is best?" in box(page).input_value()
    assert box(page).input_value() == box(other).input_value()
    box(page).press("Control+End")
    box(page).press_sequentially("Linseed.")
    saved(page)
    assert body().endswith("Linseed.")
    # What is not saved yet stays.
    other.route(
        "**/drafts/save/**",
        lambda route: route.continue_() if route.request.method == "GET" else route.abort(),
    )
    box(other).fill("Another thought.")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(box(other)).to_have_value("Another thought.")


def test_a_killed_browser_loses_nothing_that_was_typed_two_seconds_before(
    chromium, live_server, at_the_box, ben, topic
):
    browser = chromium.browser_type.launch(executable_path=path_of_chromium(), args=FLAGS)
    page = browser.new_context(base_url=live_server.url).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    box(page).press_sequentially("A long thought")
    saved(page)
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    gone = []
    browser.on("disconnected", lambda _browser: gone.append(True))
    os.kill(next(process["id"] for process in processes if process["type"] == "browser"), signal.SIGKILL)
    later = at_the_box()
    expect(box(later)).to_have_value("A long thought")
    assert gone


def test_a_cut_network_is_said_and_what_was_typed_is_saved_once_it_is_back(at_the_box):
    page = at_the_box()
    page.context.set_offline(True)
    box(page).fill(TEXT)
    expect(state(page)).to_contain_text("You’re offline")
    page.get_by_role("button", name="Post reply").click()
    expect(box(page)).to_have_value(TEXT)
    assert not Draft.objects.exists() and len(copies(page)) == 1
    page.context.set_offline(False)
    saved(page)
    assert (body(), copies(page)) == (TEXT, [])
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url("**#post-*")
    assert Post.objects.filter(source=TEXT).count() == 1
    assert not Draft.objects.written().exists()
    expect(box(page)).to_have_value("")


def test_an_older_tab_is_offered_both_texts(at_the_box):
    page = at_the_box()
    older = at_the_box(page.context)
    box(page).fill("The newer text.")
    saved(page)
    box(older).fill("The older tab’s text.")
    other = older.locator("#other-body")
    expect(other).to_have_value("The newer text.")
    assert body() == "The newer text."
    expect(older.locator("#other-title")).to_be_hidden()
    older.get_by_role("button", name="Use the other text").click()
    expect(box(older)).to_have_value("The newer text.")
    # The choice is said and saved, and there is nothing more to choose.
    expect(older.get_by_text("The box has the other text now.").first).to_be_visible()
    expect(other).to_have_count(0)
    saved(older)
    older.get_by_role("button", name="Undo").click()
    expect(box(older)).to_have_value("The older tab’s text.")
    expect(other).to_have_value("The newer text.")
    older.get_by_role("button", name="Keep mine").click()
    saved(older)
    expect(older.get_by_text("Your text is kept.").first).to_be_visible()
    assert body() == "The older tab’s text."
    expect(other).to_have_count(0)
    older.get_by_role("button", name="Undo").click()
    expect(other).to_have_value("The newer text.")
    older.get_by_role("button", name="Use the other text").click()
    saved(older)
    assert body() == "The newer text."


def test_a_session_that_ended_and_began_anew_in_another_tab_saves_and_posts_by_one_click(at_the_box, ben):
    page = at_the_box()
    Session.objects.all().delete()
    box(page).fill(TEXT)
    expect(state(page)).to_contain_text("You’re signed out")
    assert len(copies(page)) == 1
    page.context.clear_cookies()
    sign_in(page, "ben")
    box(page).press("End")
    box(page).press_sequentially("!")
    saved(page)
    assert body().endswith("!")
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url("**#post-*")
    assert Post.objects.filter(author=ben).count() == 1


def test_leaving_asks_nothing_once_the_text_is_saved_and_asks_before(at_the_box):
    page = at_the_box()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    box(page).press_sequentially("Half")
    page.reload()
    assert asked == ["beforeunload"]
    box(page).focus()
    expect(box(page)).to_have_value("Half")
    box(page).press("End")
    box(page).press_sequentially(" a thought")
    saved(page)
    page.reload()
    assert asked == ["beforeunload"]
    assert body() == "Half a thought"


def test_signing_out_leaves_nothing_on_the_device(at_the_box):
    page = at_the_box()
    page.route("**/drafts/save/**", lambda route: route.abort())
    box(page).fill(TEXT)
    expect(state(page)).to_contain_text("The forum isn’t responding")
    assert len(copies(page)) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("summary.me").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").first.wait_for()
    assert copies(page) == []


def test_what_was_discarded_elsewhere_comes_back_only_if_one_goes_on_writing(at_the_box, ben, topic):
    saving.save(ben, f"topic:{topic.pk}", Content("A text."), known=0)
    page = at_the_box()
    saving.discard(ben, f"topic:{topic.pk}", known=1)
    box(page).press("End")
    box(page).press_sequentially(" More.")
    expect(state(page)).to_contain_text("was posted or discarded in another tab")
    assert not Draft.objects.written().exists()
    box(page).press_sequentially(" And more.")
    saved(page)
    assert body() == "A text. More. And more."


def test_without_scripts_both_texts_are_there_and_no_button_that_does_nothing(open_context, ben, topic):
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, "ben")
    page.goto(topic.get_absolute_url())
    saving.save(ben, f"topic:{topic.pk}", Content("The newer text."), known=0)
    box(page).fill("The older text.")
    page.get_by_role("button", name="Save draft").click()
    expect(box(page)).to_have_value("The older text.")
    expect(page.locator("#other-body")).to_have_value("The newer text.")
    for name in ("Use the other text", "Keep mine", "Discard draft"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status")).to_contain_text("Draft saved.")
    assert body() == "The older text."
    page.get_by_role("button", name="Discard draft").click()
    expect(box(page)).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(box(page)).to_have_value("The older text.")
