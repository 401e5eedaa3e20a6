"""A wave of 50 spam posts is cleaned in under a minute and undone, on a phone and on a desk."""

import time

import pytest

from forum.jobs.running import run_due
from forum.markup import VERSION
from forum.posts.models import Post
from forum.posts.storing import append_posts
from tests.conftest import join
from tests.moderation.test_together import waits
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
WAVE = 50


def work():
    while run_due():
        pass


def removed():
    return Post.objects.exclude(removed_at=None).count()


@pytest.mark.parametrize("width", [390, 1280])
def test_fifty_posts_are_cleaned_in_under_a_minute_and_undone(open_context, root, eve, topic, width):
    texts = {"source": "Cheap", "html": "<p>Cheap</p>", "text": "Cheap", "markup_version": VERSION}
    append_posts(topic, [Post(author=eve, **texts) for _number in range(WAVE)])
    work()
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    sign_in(page, "root")
    began = time.monotonic()
    page.goto("/u/eve/")
    page.locator("summary", has_text="Moderate").click()
    page.get_by_role("link", name="Clean up spam").click()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Clean up").click()
    page.get_by_text("Cleaning up.").wait_for()
    work()
    assert removed() == WAVE
    assert time.monotonic() - began < 60
    assert axe_findings(page) == []
    began = time.monotonic()
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("Undone.").wait_for()
    work()
    assert removed() == 0
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("width", [390, 1280])
def test_alike_texts_are_decided_together(open_context, root, topic, width):
    for number in range(12):
        waits(join(f"spammer{number}"), topic, f"Offer, see https://watches.example/{number}")
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    sign_in(page, "root")
    page.goto("/moderate/")
    assert axe_findings(page) == []
    page.get_by_role("link", name="The same text").click()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Reject ticked and clean up").click(timeout=60_000)
    page.get_by_text("Cleaning up after 12 members.").wait_for()
    page.get_by_text("All done.").wait_for()
