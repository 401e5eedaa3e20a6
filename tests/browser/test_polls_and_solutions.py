"""Polls and solutions in a real browser, with scripts and without: neither takes anything from the reply box."""

import pytest
from playwright.sync_api import expect

from forum.polls.models import Poll
from tests.plumbing.browser import axe_findings, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def looks_well(person):
    # Axe itself is a script, for which a page without scripts would wait for ever.
    if person.evaluate("matchMedia('(scripting: enabled)').matches"):
        assert axe_findings(person) == []


def test_a_poll_is_made_and_voted_in_while_one_writes(person, ada, board):
    sign_in(person, "ada")
    person.goto("/b/general/new/")
    person.get_by_label("Title").fill("Which day?")
    person.get_by_label("Message").fill("Say it.")
    person.get_by_text("Add a poll").click()
    person.get_by_role("button", name="Add options").click()
    person.get_by_label("Option 1").fill("Tuesday")
    person.get_by_label("Option 4").fill("Thursday")
    looks_well(person)
    person.get_by_role("button", name="Start topic").click()
    expect(person.get_by_role("heading", name="Which day?")).to_be_visible()
    box = person.locator("#reply-form textarea[name=body]")
    box.fill("Half a sentence")
    person.get_by_label("Thursday").check()
    person.get_by_role("button", name="Vote", exact=True).click()
    expect(person.get_by_role("button", name="Change vote")).to_be_visible()
    expect(person.locator("#poll")).to_contain_text("1 vote · 100 %")
    expect(box).to_have_value("Half a sentence")
    looks_well(person)
    person.get_by_role("button", name="Withdraw vote").click()
    expect(person.locator("#poll")).to_contain_text("0 people voted")
    assert Poll.objects.get().voter_count == 0


def test_a_reply_is_marked_as_the_solution_while_one_writes(person, ada, ben, board, topic, say):
    type(board).objects.update(takes_solutions=True)
    say(ben, topic, "Oil it.")
    sign_in(person, "ada")
    person.goto(topic.get_absolute_url())
    box = person.locator("#reply-form textarea[name=body]")
    box.fill("Thanks")
    person.once("dialog", lambda dialog: dialog.accept())
    person.get_by_role("button", name="Mark as solution").click()
    expect(person.get_by_role("link", name="Solved: see the solution")).to_be_visible()
    expect(box).to_have_value("Thanks")
    looks_well(person)
