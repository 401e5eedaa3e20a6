"""The moderators’ page in a browser: by keys where they are chosen, without faults for assistive technology."""

import uuid

import pytest
from playwright.sync_api import expect

from forum.posts.models import PendingPost
from forum.reports.reporting import report
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(ada, ben, topic, say):
    report(ben, say(ada, topic, "A rash word."), "It’s rude or hurtful", "Look")
    PendingPost.objects.create(author=ben, topic=topic, source="This waits.", key=uuid.uuid4().hex)


def test_keys_are_off_until_chosen_and_then_decide_what_has_the_focus(page, mod, waiting):
    sign_in(page, "mod")
    page.goto("/moderate/")
    items = page.locator("[data-item]")
    expect(items).to_have_count(2)
    assert axe_findings(page) == []
    items.nth(0).focus()
    page.keyboard.press("d")
    expect(items).to_have_count(2)
    page.get_by_label("Use keys here").check()
    page.keyboard.press("j")
    expect(items.nth(0)).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_text("Report dismissed.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("Approved. It is published now.")).to_be_visible()
    expect(page.get_by_text("All done.")).to_be_visible()


def test_on_a_phone_nothing_runs_over_the_edge(page, mod, waiting):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "mod")
    page.goto("/moderate/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
