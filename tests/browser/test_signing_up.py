"""Joining by an invitation, waiting for approval and merging accounts, as a browser shows them at both widths and in both looks."""

import os

import pytest
from django.urls import reverse

from forum.boards.models import Board
from forum.sign_up import invitations
from forum.sign_up.models import Invited, SignUpRequest
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD, join
from tests.plumbing.browser import axe_findings, show, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS")


def look(page, name, axe=axe_findings):
    for width in (1280, 390):
        for theme in ("light", "dark"):
            show(page, width, theme)
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{width}-{theme}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
    if axe is not None:
        assert axe(page) == [], name


@pytest.fixture
def stage(root, ada, board):
    SiteSettings.current().change(
        sign_up="approval", sign_up_question="Which boat do you sail?", inviters="members"
    )
    invitation = invitations.make(ada, uses=2, days=7)
    invitations.make(ada, uses=1, days=7, address="pat@example.net")
    for number, name in enumerate(("ben", "eve")):
        member = join(name)
        Invited.objects.create(member=member, by=ada if number else root, invitation=invitation)
    return invitation


def test_an_invited_visitor_joins_without_scripts_and_waits(page_without_scripts, stage):
    page = page_without_scripts
    page.goto(reverse("invitation", args=[stage.key]))
    look(page, "invitation", None)  # without scripts axe does not run
    page.get_by_label("Username", exact=True).fill("zoe")
    page.locator("#id_email").fill("zoe@example.org")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("Which boat do you sail?").fill("A dinghy")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("Your account waits for approval").wait_for()
    look(page, "waits", None)
    assert SignUpRequest.objects.get().answer == "A dinghy"


def test_what_opens_by_a_link_is_accessible(page, stage):
    page.goto(reverse("invitation", args=[stage.key]))
    assert axe_findings(page) == []
    page.goto("/invitations/nothing/")
    look(page, "ended")


def test_inviting_and_who_was_invited(page, stage, root):
    sign_in(page, "ada")
    page.goto("/settings/invitations/")
    look(page, "invitations")
    page.get_by_label("For how many people").fill("1")
    page.get_by_role("button", name="Make invitation").click()
    page.get_by_text("The link is made").wait_for()


def test_the_queue_the_branch_and_the_page_to_merge(page, stage, root):
    wil = join("wil", waits_since=stage.made_at)
    SignUpRequest.objects.create(
        member=wil,
        question="Which boat do you sail?",
        answer="A dinghy",
        reasons=["New members wait for approval."],
    )
    sign_in(page, "root")
    page.goto("/moderate/")
    look(page, "queue")
    page.goto("/u/ada/invited/")
    look(page, "branch")
    page.goto(reverse("admin:accounts_user_merge", args=[join("wren").pk]))
    page.get_by_label("Username of the account that stays").fill("ada")
    page.get_by_role("button", name="Show what would move").click()
    page.get_by_text("What would move", exact=True).wait_for()
    look(page, "merge")
    assert Board.objects.exists()
