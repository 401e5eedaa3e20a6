"""An outage, as somebody meets it who has just written something."""

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from forum.posts import publishing
from forum.posts.models import Post
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_written_into_an_outage_is_sent_again_by_one_click(
    scripts, open_context, ben, topic, monkeypatch
):
    def locked(*_args, **_more):
        raise OperationalError("database is locked")

    person = open_context(java_script_enabled=scripts).new_page()
    sign_in(person, "ben")
    person.goto(topic.get_absolute_url())
    person.get_by_role("textbox", name="Reply").fill("A long thought.")
    with monkeypatch.context() as outage:
        outage.setattr(publishing, "reply", locked)
        person.get_by_role("button", name="Post reply").click()
        expect(person.get_by_role("heading", level=1)).to_have_text("The forum isn’t available right now")
    expect(person.get_by_label("What you wrote")).to_have_value("A long thought.")
    if scripts:
        assert axe_findings(person) == []
    person.get_by_role("button", name="Send again").click()
    expect(person.locator("article.post").last).to_contain_text("A long thought.")
    assert Post.objects.filter(topic=topic).count() == 2
