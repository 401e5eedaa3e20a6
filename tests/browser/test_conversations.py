"""A quiet word between two members, with scripts and without, on a desk and on a phone, by keyboard and for axe."""

import pytest
from playwright.sync_api import expect

from forum.conversations import taking_part
from forum.posts.models import Post
from forum.reports.reporting import report
from forum.topics.models import Topic
from tests.conversations.talking import anybody_writes, talk
from tests.plumbing.browser import looked_at, sign_in, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(transactional_db):
    anybody_writes()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_member_writes_to_another_from_their_page_and_is_answered(has_scripts, open_context, ada, ben, say):
    page = open_context(java_script_enabled=has_scripts, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, "ada")
    page.goto("/u/ben/")
    page.get_by_role("link", name="Write to them").click()
    assert page.get_by_label("To whom").input_value() == "ben"
    page.get_by_label("Title").fill("A swap")
    write(page.get_by_label("Message"), "The **brass** lamp?")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="A swap").wait_for()
    topic = Topic.objects.get()
    say(ben, topic, "Gladly.")
    page.goto("/conversations/")
    page.get_by_role("link", name="A swap").click()
    page.get_by_text("Gladly.").wait_for()
    write(page.get_by_label("Reply", exact=True), "Settled then.")
    page.get_by_role("button", name="Post reply").click()
    page.locator("article", has_text="Settled then.").wait_for()
    assert Post.objects.filter(topic=topic).count() == 3
    page.get_by_text("Leave", exact=True).click()
    page.get_by_role("button", name="Leave the conversation").click()
    page.get_by_text("You have left “A swap”.").wait_for()


def test_its_pages_are_whole_and_accessible_in_each_width_and_theme(open_context, ada, ben, eve, say):
    topic = talk(
        ada, ben, title="A title that is long enough to be broken on the screen of a small phone, twice even"
    )
    say(ben, topic, "Yes.")
    taking_part.add(ada, topic, eve, sees_all=False)
    taking_part.close(ada, talk(ada, ben, title="Closed"))
    page = open_context().new_page()
    sign_in(page, "ada")
    for address in (
        "/conversations/",
        topic.get_absolute_url(),
        f"/conversations/{topic.pk}/members/",
        "/conversations/new/?to=ben",
        "/settings/privacy/",
    ):
        page.goto(address)
        assert looked_at(page) == [], address


def test_what_moderators_write_and_are_shown_is_accessible_in_each_width_and_theme(
    open_context, root, ada, ben, topic, say
):
    post = say(ben, topic)
    talked = talk(ada, ben, title="A swap")
    report(ada, say(ben, talked, "Unkind words."), "It’s rude or hurtful")
    page = open_context().new_page()
    sign_in(page, "root")
    start = f"/conversations/new/moderators/?post={post.pk}"
    page.goto(start)
    assert looked_at(page) == []
    write(page.get_by_label("Message"), "Please mind the **rules**.")
    page.get_by_role("button", name="Send").click()
    page.locator("article", has_text="Please mind the rules.").wait_for()
    assert looked_at(page) == []
    for address in ("/conversations/moderators/", start):
        page.goto(address)
        assert looked_at(page) == [], address
    page.goto("/moderate/")
    page.get_by_role("button", name="Show the message").click()
    page.get_by_text("Unkind words.").wait_for()
    assert looked_at(page) == []


def test_a_text_that_comes_from_another_tab_comes_with_whom_it_is_for(open_context, ada, ben):
    context = open_context()
    first, second = context.new_page(), context.new_page()
    sign_in(first, "ada")
    for page in (first, second):
        page.goto("/conversations/new/")
        page.get_by_label("Message").focus()
        page.locator("[data-draft] > [role=status]").wait_for(state="attached")
    second.get_by_label("To whom").fill("ben")
    second.get_by_label("Message").fill("For Ben alone")
    expect(second.locator("[data-draft-state]")).to_contain_text("Saved")
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.get_by_label("Message")).to_have_value("For Ben alone")
    expect(first.get_by_label("To whom")).to_have_value("ben")
