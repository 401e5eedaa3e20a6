"""Polls and solutions in a real browser, with scripts and without: neither takes anything from the reply box."""

import pytest
from playwright.sync_api import expect

from forum.drafts import saving
from forum.drafts.saving import Content
from forum.polls import changing
from forum.polls.changing import PollChange
from forum.polls.models import Poll
from tests.plumbing.browser import axe_findings, sign_in
from tests.plumbing.polls import ask

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
    poll = Poll.objects.get()
    assert poll.voter_count == 0
    person.get_by_label("Thursday").check()
    texts = {option.pk: option.text for option in poll.options.all()}
    changing.change(ada, poll, PollChange("Which day suits you?", None, texts), base=1)
    person.get_by_role("button", name="Vote", exact=True).click()
    expect(person.locator("#poll-error")).to_contain_text("This poll was changed meanwhile.")
    expect(person.get_by_label("Thursday")).to_be_checked()
    expect(box).to_have_value("Half a sentence")
    looks_well(person)
    person.get_by_role("button", name="Vote", exact=True).click()
    expect(person.locator("#poll")).to_contain_text("1 person voted")


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


def options_in(page):
    """What the fields for options hold, but for empty ones."""
    return page.locator("[name=poll_option]").evaluate_all(
        "(fields) => fields.map(({ value }) => value).filter(Boolean)"
    )


def test_the_other_text_of_a_new_topic_brings_its_poll(open_context, ada, board):
    page = open_context().new_page()
    sign_in(page, "ada")
    page.goto("/b/general/new/")
    page.locator("[name=body]").focus()
    expect(page.locator("form[data-composed]")).to_have_count(1)
    page.get_by_text("Add a poll").click()
    # Another tab saves two options, this one has three.
    fields = {"poll_question": ["Which tea?"], "poll_option": ["Green", "Black"], "poll_final": ["on"]}
    saving.save(ada, f"board:{board.pk}", Content("", fields=fields), known=0)
    for number, text in enumerate(["North", "West", "South"]):
        page.locator("[name=poll_option]").nth(number).fill(text)
    more = page.locator("#other-beside")
    expect(more).to_have_value("Which tea?\nGreen\nBlack")
    looks_well(page)
    question, is_final = page.locator("[name=poll_question]"), page.get_by_label("Votes can’t be changed")
    page.get_by_role("button", name="Use the other text").click()
    assert options_in(page) == ["Green", "Black"]
    expect(question).to_have_value("Which tea?")
    expect(is_final).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(more).to_have_value("Which tea?\nGreen\nBlack")
    assert options_in(page) == ["North", "West", "South"]
    expect(question).to_have_value("")
    expect(is_final).not_to_be_checked()


def test_a_tab_that_one_comes_back_to_has_the_newer_poll(open_context, ada, board):
    place = f"board:{board.pk}"
    saving.save(ada, place, Content("Say it.", fields={"poll_option": ["North", "West"]}), known=0)
    page = open_context().new_page()
    sign_in(page, "ada")
    page.goto("/b/general/new/")
    page.locator("[name=body]").focus()
    expect(page.locator("form[data-composed]")).to_have_count(1)
    saving.save(ada, place, Content("Say it.", fields={"poll_option": ["North", "East", "South"]}), known=1)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-draft-state]")).to_have_text(
        "This is the newer text from another tab or device."
    )
    assert options_in(page) == ["North", "East", "South"]


def test_no_line_of_facts_on_a_phone_begins_or_ends_with_a_dot(open_context, ada, topic):
    ask(topic, question="Which day?", most_choices=2, is_final=True)
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, "ada")
    page.goto(topic.get_absolute_url())
    lines = page.locator("#poll .poll-facts").evaluate(
        """facts => {
          const start = facts.getBoundingClientRect().left;
          const items = [...facts.children].map((item) => item.getBoundingClientRect());
          const after = [...facts.children].map((item) => getComputedStyle(item, "::after").content);
          const firsts = items.filter((box, n) => n === 0 || box.top > items[n - 1].top);
          return { count: firsts.length, early: firsts.every((box) => box.left === start), after };
        }"""
    )
    assert lines["count"] > 1 and lines["early"] and set(lines["after"]) == {"none"}
    # What is before the words of the first of a line is cut off.
    assert "inset(-3px -3px -3px" in page.locator(".poll-facts").evaluate(
        "facts => getComputedStyle(facts).clipPath"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390
