"""Files as people send them: by button, drop and paste, with their progress, and as links where there are no scripts."""

import pytest
from playwright.sync_api import expect

from forum.attachments.models import Attachment
from forum.drafts import saving
from forum.drafts.saving import Content
from forum.posts.models import Post
from tests.attachments.conftest import picture
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def file(name="boat.png", kind="image/png", buffer=None):
    return {"name": name, "mimeType": kind, "buffer": buffer or picture(1400, 700)}


@pytest.fixture
def writing(open_context, ben, topic):
    def act(**options):
        page = open_context(**options).new_page()
        sign_in(page, ben.username)
        page.goto(topic.get_absolute_url())
        return page

    return act


def test_files_are_attached_and_posted_without_scripts(writing, topic):
    page = writing(java_script_enabled=False)
    page.get_by_role("textbox", name="Reply").fill("Look:")
    page.get_by_label("Pictures and files").set_input_files(
        [file(), file("plan.txt", "text/plain", b"words")]
    )
    page.get_by_role("button", name="Attach").click()
    first, second = Attachment.objects.order_by("pk")
    expect(page.get_by_role("textbox", name="Reply")).to_have_value(
        f"Look:\n\n{first.markdown}\n{second.markdown}\n"
    )
    page.get_by_role("button", name="Post reply").click()
    link = page.locator("a.picture")
    expect(link.locator("img")).to_have_js_property("complete", True)
    link.click()
    expect(page).to_have_url(f"http://{page.url.split('/')[2]}{first.address}")


def test_a_picture_comes_into_the_text_with_its_description_and_opens_over_the_page(writing, topic):
    page = writing()
    box = page.get_by_role("textbox", name="Reply")
    box.fill("Before\nAfter")
    box.press("Control+Home")
    page.get_by_label("Pictures and files").set_input_files([file(), file("old.png")])
    words = page.get_by_role("textbox", name="Describe this picture: boat.png")
    expect(page.get_by_role("textbox", name="Describe this picture: old.png")).to_be_visible()
    expect(page.get_by_text("No description yet")).to_have_count(2)
    boxes = [row.bounding_box() for row in page.locator(".uploads input").all()]
    assert boxes[0]["x"] == boxes[1]["x"] > page.locator(".upload-state").first.bounding_box()["x"]
    words.fill("A [red] `boat`")
    first, second = Attachment.objects.order_by("pk")
    described = rf"![A \[red\] \`boat\`]({first.address})"
    assert box.input_value() == f"Before\n{second.markdown}\n{described}\nAfter" or box.input_value() == (
        f"Before\n{described}\n{second.markdown}\nAfter"
    )
    assert not axe_findings(page)
    page.get_by_role("button", name="Post reply").click()
    picture_link = page.get_by_role("link", name="A [red] `boat`")
    picture_link.click()
    gallery = page.get_by_role("dialog", name="Pictures")
    expect(gallery.get_by_role("img", name="A [red] `boat`")).to_be_visible()
    assert not axe_findings(page)
    page.keyboard.press("Escape")
    expect(gallery).to_be_hidden()
    expect(picture_link).to_be_focused()


def test_a_file_that_is_refused_says_why_and_can_be_cancelled_or_tried_again(writing, topic):
    page = writing()
    page.get_by_role("textbox", name="Reply").fill("words")
    page.get_by_label("Pictures and files").set_input_files(file("x.svg", "image/svg+xml", b"<svg/>"))
    expect(page.locator(".upload-failed")).to_contain_text("Files of this kind can’t be attached")
    page.context.set_offline(True)
    page.get_by_label("Pictures and files").set_input_files(file())
    failed = page.locator(".upload-failed", has_text="boat.png")
    expect(failed).to_contain_text("This file didn’t arrive.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again: boat.png").click()
    expect(page.get_by_role("textbox", name="Describe this picture: boat.png")).to_be_visible()
    assert Attachment.objects.get().markdown in page.get_by_role("textbox", name="Reply").input_value()


def test_a_file_that_was_refused_or_came_into_the_text_is_removed_by_its_button(writing):
    page = writing()
    box = page.get_by_role("textbox", name="Reply")
    box.fill("Before\nAfter")
    box.press("Control+Home")
    page.get_by_label("Pictures and files").set_input_files(file("x.svg", "image/svg+xml", b"<svg/>"))
    page.get_by_role("button", name="Remove: x.svg").click()
    expect(page.locator(".uploads li")).to_have_count(0)
    page.get_by_label("Pictures and files").set_input_files(file())
    page.get_by_role("button", name="Remove: boat.png").click()
    expect(page.locator(".uploads li")).to_have_count(0)
    assert box.input_value() == "Before\nAfter"


def test_after_a_refusal_the_files_in_the_text_are_listed_with_room_to_describe_them(writing, topic):
    type(topic.board).objects.update(requires_descriptions=True)
    page = writing()
    page.get_by_role("textbox", name="Reply").fill("words")
    expect(page.locator("form[data-composed]")).to_have_count(1)
    page.get_by_label("Pictures and files").set_input_files(
        [file(), file("plan.txt", "text/plain", b"words")]
    )
    expect(page.locator(".uploads li")).to_have_count(2)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".field-wrong .errors")).to_contain_text("Not described yet: boat.png.")
    # Nobody has been in the box of this page yet.
    words = page.get_by_role("textbox", name="Describe this picture: boat.png")
    expect(page.get_by_role("button", name="Remove: plan.txt")).to_be_visible()
    words.fill("A red boat")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("a.picture img")).to_have_attribute("alt", "A red boat")


def test_a_draft_in_another_browser_lists_its_files(writing, ben, topic):
    saving.save(
        ben,
        f"topic:{topic.pk}",
        Content(rf"![A \[red\] boat](/files/{'a' * 22}/64x48/red%20boat.png)"),
        known=0,
    )
    page = writing()
    words = page.get_by_role("textbox", name="Describe this picture: red boat.png")
    expect(words).to_have_value("A [red] boat")
    box = page.get_by_role("textbox", name="Reply")
    box.fill(f"> {box.input_value()}")
    expect(words).to_have_count(0)


def test_the_button_without_scripts_is_not_there_with_them(writing):
    page = writing()
    expect(page.get_by_label("Pictures and files")).to_be_visible()
    expect(page.get_by_role("button", name="Attach")).to_have_count(0)


def test_a_picture_is_pasted_and_one_is_dropped(writing, topic):
    page = writing()
    box = page.get_by_role("textbox", name="Reply")
    box.click()
    expect(page.locator("form[data-composed]")).to_have_count(1)
    for event, holder in (("paste", "clipboardData"), ("drop", "dataTransfer")):
        box.evaluate(
            """(box, [event, holder, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([Uint8Array.from(bytes)], "pasted.png", { type: "image/png" }));
                const kind = event === "paste" ? ClipboardEvent : DragEvent;
                box.dispatchEvent(new kind(event, { [holder]: data, bubbles: true, cancelable: true }));
            }""",
            [event, holder, list(picture())],
        )
    expect(page.get_by_role("textbox", name="Describe this picture: pasted.png")).to_have_count(2)
    assert box.input_value().count("![](/files/") == 2


def test_posting_waits_for_what_is_on_its_way(writing, topic):
    page = writing()
    page.get_by_role("textbox", name="Reply").fill("words")
    expect(page.locator("form[data-composed]")).to_have_count(1)
    page.get_by_label("Pictures and files").set_input_files(file())
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("a.picture")).to_be_visible()
    assert Attachment.objects.get().markdown in Post.objects.latest("pk").source
