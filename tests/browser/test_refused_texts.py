"""Whatever refuses a long text, Chromium has it in a box again to the last character, with scripts and without."""

from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from playwright.sync_api import expect

from forum import limits
from forum.limits.limit_table import LIMITS
from forum.moderation import topic_acts
from forum.posts import publishing, revising
from tests.conftest import PASSWORD
from tests.drafts.test_refusals import LONG
from tests.plumbing.browser import sign_in, write

pytestmark = pytest.mark.django_db(transaction=True)

# What is hard to carry: lines before and after, characters of every length, letters that run the other way, markup.
TEXT = "\n\n " + LONG[:31_900] + "\r\n\u202eevil\u202c z̷̛͎a̸l̶g̵o &amp; </textarea><b>\n\n"
AS_TYPED = TEXT.replace("\r\n", "\n")
FORMS = {
    "reply": ("Reply", "Post reply"),
    "start": ("Message", "Start topic"),
    "edit": ("Message", "Save changes"),
}


class Writer:
    """Ada before one of the forms."""

    def __init__(self, page, form, topic):
        self.page, self.topic = page, topic
        self.label, self.button = FORMS[form]
        self.address = {
            "reply": topic.get_absolute_url(),
            "start": "/b/general/new/",
            "edit": f"/p/{topic.posts.get(number=1).pk}/edit/",
        }[form]

    @property
    def box(self):
        return self.page.get_by_label(self.label, exact=True)

    def write(self):
        self.page.goto(self.address)
        if self.button == "Start topic":
            self.page.get_by_label("Title").fill("A title")
        write(self.box, TEXT)

    def send(self):
        # By key, as the button may be on its way to another place.
        self.page.get_by_role("button", name=self.button).last.press("Enter")

    def sees(self, words):
        expect(self.page.get_by_text(words).first).to_be_visible()

    def has_text(self):
        """In the box, or where a page without one shows it."""
        expect(
            self.box.or_(self.page.get_by_label("What you wrote")).or_(
                self.page.get_by_label("Text", exact=True)
            )
        ).to_have_value(AS_TYPED)


@pytest.fixture(params=FORMS)
def writer(request, person, ada, topic):
    sign_in(person, "ada")
    return Writer(person, request.param, topic)


def test_refusals_of_the_forum(writer, ada, root, topic, monkeypatch):
    writer.write()
    with monkeypatch.context() as outage:
        failing = revising if writer.button == "Save changes" else publishing
        outage.setattr(failing, "enqueue", locked)
        writer.send()
        writer.sees("The forum isn’t available right now")
        writer.has_text()
    limits.charge("render", ada.pk, LIMITS["render"].most)
    writer.page.get_by_role("button", name="Send again").click()
    writer.sees("Too many requests")
    writer.has_text()
    limits.in_memory.forget_all()


def locked(*_args, **_more):
    raise OperationalError("database is locked")


def test_a_session_that_ended(writer):
    writer.write()
    Session.objects.all().delete()
    writer.send()
    writer.page.get_by_label("Username or email address").fill("ada")
    writer.page.get_by_label("Password", exact=True).fill(PASSWORD)
    writer.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    writer.has_text()
    writer.send()
    expect(writer.page.locator("article.post", has_text="evil")).to_be_visible()
    assert writer.topic.posts.model.objects.filter(source=AS_TYPED.strip("\n")).count() == 1


def test_a_place_that_was_closed(writer, root, topic):
    grants = topic.board.grants.filter(audience="members")
    refusals = [
        (partial(topic_acts.lock, root, topic, "Enough."), "This topic is locked now"),
        (partial(topic_acts.remove, root, topic, "Off topic."), "This topic was removed"),
    ]
    if writer.button == "Start topic":
        refusals = [(partial(grants.update, verbs=["see"]), "You can’t start topics on this board now")]
    for refuse, words in refusals:
        writer.write()
        refuse()
        writer.send()
        writer.sees(words)
        writer.has_text()
        topic_acts.unlock(root, topic)
