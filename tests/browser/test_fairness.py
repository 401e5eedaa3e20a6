"""From a report to an appeal that is right, on a phone and on a desk: a few presses, and each says what is next."""

import time

import pytest
from django.core.cache import cache

from forum.appeals.models import Appeal
from forum.jobs.running import run_due
from tests.conftest import join
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
MOST_PRESSES = 4  # of the moderator, from the queue to the author being told


def work():
    while run_due():
        pass


class Presses:
    """Counts what a person presses and sees to it that each page has no faults for axe."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, locator):
        locator.click()
        self.count += 1

    def looks_right(self):
        assert axe_findings(self.page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_report_queue_removal_author_told_appeal_restored(
    open_context, capsys, ada, ben, mod, topic, say, width
):
    second = join("second")
    second.groups.set(mod.groups.all())
    post = say(ada, topic, "A rash word.")
    people = {}
    for name in ("ben", "mod", "ada", "second"):
        page = open_context(viewport={"width": width, "height": 844}).new_page()
        sign_in(page, name)
        people[name] = Presses(page)
        cache.clear()

    began = time.monotonic()
    reporter = people["ben"]
    reporter.page.goto(f"/p/{post.pk}/report/")
    reporter.press(reporter.page.get_by_label("It’s rude or hurtful"))
    reporter.press(reporter.page.get_by_role("button", name="Send report"))
    reporter.page.get_by_text("A moderator will look at it").wait_for()

    moderator = people["mod"]
    moderator.page.goto("/moderate/")
    moderator.looks_right()
    moderator.press(moderator.page.get_by_role("link", name="Remove post"))
    moderator.looks_right()
    moderator.press(moderator.page.get_by_label("Offensive or rude"))
    moderator.press(moderator.page.get_by_role("button", name="Remove post"))
    moderator.page.get_by_text("Post removed.").wait_for()
    took = time.monotonic() - began
    work()

    author = people["ada"]
    author.page.goto("/notifications/")
    author.press(author.page.get_by_role("link", name="A moderator removed your post").first)
    author.page.get_by_text("After a report").wait_for()
    author.looks_right()
    author.page.get_by_label("Why it’s wrong").fill("It was a quotation.")
    author.press(author.page.get_by_role("button", name="Send appeal"))
    author.page.get_by_text("Your appeal is sent.").wait_for()

    other = people["second"]
    other.page.goto("/moderate/")
    other.page.get_by_text("It was a quotation.").wait_for()
    other.looks_right()
    other.press(other.page.get_by_role("button", name="Take the act back"))
    other.page.get_by_text("The act is taken back").wait_for()
    work()

    author.page.goto(topic.get_absolute_url())
    author.page.get_by_text("A rash word.").wait_for()
    assert Appeal.objects.get().outcome == "reversed"
    assert moderator.count <= MOST_PRESSES
    assert took < 60
    with capsys.disabled():
        counts = ", ".join(f"{name} {person.count}" for name, person in people.items())
        print(f"\n{width} px: report → removed in {took:.1f} s; presses: {counts}")
