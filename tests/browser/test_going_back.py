"""Going back after posting, in a real browser: nothing is posted twice, nothing that was not posted is lost."""

import pytest
from playwright.sync_api import expect

from forum.drafts import saving
from forum.drafts.saving import Content
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.plumbing.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def person(request, open_context):
    page = open_context(java_script_enabled=request.param).new_page()
    page.has_scripts = request.param
    return page


def test_a_reply_sent_again_after_going_back_is_posted_once(person, ben, topic):
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Only once.")
    person.get_by_role("button", name="Post reply").click()
    expect(person.locator("article.post").last).to_contain_text("Only once.")
    expect(box).to_have_value("")
    person.go_back()
    if person.has_scripts:
        expect(box).to_have_value("")
    box.fill("Only once.")
    person.get_by_role("button", name="Post reply").click()
    expect(person.get_by_text("You posted this a minute ago.")).to_be_visible()
    assert Post.objects.filter(author=ben).count() == 1
    expect(box).to_have_value("Only once.")
    person.get_by_role("button", name="Post it again").click()
    expect(person.locator("article.post")).to_have_count(3)
    assert Post.objects.filter(author=ben).count() == 2


def test_a_topic_started_again_after_going_back_is_started_once(person, ben, board):
    sign_in(person, "ben")
    person.goto("/b/general/new/")
    title = person.get_by_label("Title")
    title.fill("Back button")
    person.get_by_role("textbox", name="Message", exact=True).fill("Hello there.")
    person.get_by_role("button", name="Start topic").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Back button")
    person.go_back()
    if person.has_scripts:
        expect(title).to_have_value("")
    title.fill("Back button")
    person.get_by_role("textbox", name="Message", exact=True).fill("Hello there.")
    person.get_by_role("button", name="Start topic").click()
    expect(person.get_by_text("You posted this a minute ago.")).to_be_visible()
    assert Topic.objects.count() == 1
    person.get_by_role("link", name="See your post").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Back button")


def test_what_was_refused_stays_in_the_box_after_going_back(open_context, ben, root, topic):
    person = open_context().new_page()
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Too late.")
    topic.lock(root)
    person.get_by_role("button", name="Post reply").click()
    expect(person.get_by_text("locked now")).to_be_visible()
    topic.unlock()
    person.go_back()
    expect(box).to_have_value("Too late.")


def test_a_draft_that_was_saved_and_not_posted_is_there_after_other_topics(
    open_context, ben, ada, topic, start, board
):
    other_topic = start(ada, board)
    person = open_context().new_page()
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Not yet.")
    person.get_by_role("button", name="Save draft").click()
    expect(person.locator("[data-draft-state]")).to_contain_text("Saved")
    person.goto(other_topic.get_absolute_url())
    person.goto(topic.get_absolute_url())
    expect(box).to_have_value("Not yet.")
    person.goto(other_topic.get_absolute_url())
    person.go_back()
    expect(box).to_have_value("Not yet.")


def test_a_text_that_is_a_draft_again_after_it_was_posted_stays_in_the_box(open_context, ben, topic):
    person = open_context().new_page()
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    box = person.get_by_role("textbox", name="Reply")
    box.fill("Bump.")
    person.get_by_role("button", name="Post reply").click()
    expect(person.locator("article.post").last).to_contain_text("Bump.")
    saving.save(ben, f"topic:{topic.pk}", Content("Bump."), known=1)
    person.goto(topic.get_absolute_url())
    expect(box).to_have_value("Bump.")
