"""Results are shown when they may be, and nobody learns whose a secret vote was."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

pytestmark = pytest.mark.django_db

FIGURES = "<progress"


def shown(browser, poll):
    return FIGURES in browser.get(poll.topic.get_absolute_url()).text


def test_results_that_are_always_shown_are_shown_to_everybody_at_once(as_, ben, poll, send):
    assert "0 votes" in as_().get(poll.topic.get_absolute_url()).text
    send(as_(ben), poll, "Tea")
    page = as_().get(poll.topic.get_absolute_url()).text
    assert "1 vote · 100 %" in page


def test_results_after_voting_are_shown_to_who_voted_alone(as_, ada, ben, mod, topic, ask, send):
    poll = ask(topic, results="voted")
    send(as_(ben), poll, "Tea")
    assert shown(as_(ben), poll)
    assert not any(shown(browser, poll) for browser in (as_(), as_(ada), as_(mod)))
    send(as_(ben), poll, withdraw="1")
    assert not shown(as_(ben), poll)


def test_results_at_the_end_are_shown_to_nobody_before(as_, ada, ben, root, topic, ask, send):
    poll = ask(topic, results="end", ends_at=timezone.now() + timedelta(hours=1))
    answer = send(as_(ben), poll, "Tea", script=True)
    assert FIGURES not in answer.text
    assert not any(shown(browser, poll) for browser in (as_(), as_(ada), as_(ben), as_(root)))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert all(shown(as_(person), poll) for person in (None, ada, ben))


def test_who_voted_is_named_to_members_in_a_public_poll(as_, ben, eve, topic, ask, send):
    poll = ask(topic, is_secret=False, most_choices=2)
    address = f"{topic.get_absolute_url()}poll/"
    send(as_(ben), poll, "Tea", "Water")
    page = as_(eve).get(address)
    assert "Tea, Water" in page.text and ">ben<" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert address in as_(eve).get(topic.get_absolute_url()).text
    assert as_().get(address).url.startswith("/accounts/login/")


def test_who_voted_is_named_only_with_the_results(as_, ben, eve, topic, ask, send):
    poll = ask(topic, is_secret=False, results="voted")
    send(as_(ben), poll, "Tea")
    page = as_(eve).get(f"{topic.get_absolute_url()}poll/")
    assert page.status_code == 403
    assert "Tea" not in page.text


def test_nobody_learns_who_voted_for_what_in_a_secret_poll(as_, ben, mod, root, ada, poll, send):
    send(as_(ben), poll, "Tea")
    address = poll.topic.get_absolute_url()
    for person in (None, ada, ben, mod, root):
        assert as_(person).get(f"{address}poll/").status_code == 404
        assert "ben" not in as_(person if person != ben else None).get(address).text
    assert not any(model in admin.site._registry for model in apps.get_app_config("polls").get_models())


def test_names_in_a_public_poll_take_as_many_queries_for_many_voters(as_, ben, eve, ada, topic, ask, send):
    poll = ask(topic, is_secret=False)
    send(as_(ben), poll, "Tea")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            as_(ben).get(f"{topic.get_absolute_url()}poll/")
        return len(queries)

    one = cost()
    for person in (eve, ada):
        send(as_(person), poll, "Tea")
    assert cost() == one


def test_a_poll_costs_its_page_one_query(as_, ben, topic, ask):
    browser = as_(ben)
    browser.get(topic.get_absolute_url())

    def cost():
        with CaptureQueriesContext(connection) as queries:
            browser.get(topic.get_absolute_url())
        return len(queries)

    without = cost()
    ask(topic, *[f"Option {n}" for n in range(20)])
    assert cost() == without + 1
