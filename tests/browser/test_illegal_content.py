"""A visitor reports something as illegal without scripts, a moderator decides, and the visitor gets the answer by mail."""

import re

import pytest

from forum.illegal_content.models import Notice
from forum.jobs.running import run_due
from forum.mail.composing import compose_mail
from forum.notifications.models import Delivery
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scripts"), [(390, False), (1280, True)])
def test_from_the_notice_to_the_decision(open_context, settings, mod, ben, topic, say, width, scripts):
    settings.HAS_MAIL = True
    post = say(ben, topic, "A threat.")
    size = {"width": width, "height": 844}
    page = open_context(viewport=size, java_script_enabled=scripts).new_page()
    page.goto(topic.get_absolute_url())
    page.locator(f"#post-{post.pk}").get_by_role("link", name="Report illegal content").click()
    assert page.get_by_label("Where it is").input_value().endswith(f"/p/{post.pk}/")
    page.get_by_label("Hate or threats").check()
    page.get_by_label("Why is it illegal?").fill("It threatens my neighbour.")
    page.get_by_label("Your name").fill("Pat Doe")
    page.get_by_label("Your email address").fill("pat@example.net")
    page.get_by_label("I believe in good faith").check()
    assert fits(page, width)
    if scripts:
        assert axe_findings(page) == []
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("A moderator will look at it.").wait_for()
    assert Notice.objects.get().number in page.locator("h1").inner_text()
    assert fits(page, width)
    receipt = page.url
    moderator = open_context(viewport=size).new_page()
    sign_in(moderator, "mod")
    moderator.goto("/moderate/illegal/")
    assert axe_findings(moderator) == []
    assert fits(moderator, width)
    moderator.get_by_role("link", name="Remove as illegal").click()
    moderator.get_by_label("It violates someone’s rights").check()
    moderator.get_by_role("button", name="Remove as illegal").click()
    moderator.get_by_text("Removed as illegal. Everyone who reported it is told.").wait_for()
    while run_due():
        pass
    body = compose_mail(Delivery.objects.get(kind="notice-decision")).body
    assert "we removed it" in body
    page.goto(receipt)
    page.get_by_text("No automatic means were used.").wait_for()
    page.goto(re.search(r"/illegal-content/object/\S+", body).group())
    page.get_by_label("Why is the decision wrong?").fill("Only half of it is gone.")
    page.get_by_role("button", name="Send objection").click()
    page.get_by_text("We received your objection.").wait_for()
    if scripts:
        assert axe_findings(page) == []
