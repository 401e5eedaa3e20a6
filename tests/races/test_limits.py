"""A limit is exact for any number that spend at once, each over a connection of its own."""

from functools import partial

import pytest

from forum import limits
from forum.limits.limit_table import LIMITS, Limit
from tests.races.racing import at_once

THREADS, EACH = 20, 8


@pytest.fixture
def limit(monkeypatch):
    monkeypatch.setitem(LIMITS, "race", Limit(60, 3600))


def test_of_a_hundred_and_sixty_at_once_exactly_the_limit_is_let_through(limit):
    def spend():
        return sum(not limits.spend("race", "203.0.113.7").is_over for _time in range(EACH))

    assert sum(at_once([spend] * THREADS)) == 60


def test_what_is_given_back_meanwhile_is_counted_exactly_too(limit):
    def spend():
        for _time in range(EACH):
            if not limits.spend("race", "203.0.113.7").is_over:
                limits.give_back("race", "203.0.113.7")
        return not limits.spend("race", "203.0.113.7").is_over

    assert sum(at_once([spend] * THREADS)) == THREADS
    assert limits.peek("race", "203.0.113.7").left == 60 - THREADS


def test_costs_charged_at_once_add_up(limit):
    at_once([lambda: [limits.charge("race", 7, 3) for _time in range(EACH)]] * THREADS)
    assert limits.peek("race", 7).is_over
    limits.give_back("race", 7, 3 * EACH * THREADS - 59)
    assert limits.peek("race", 7).left == 1


def test_of_many_previews_at_once_exactly_the_limit_is_shown(monkeypatch, as_, ben):
    monkeypatch.setitem(LIMITS, "preview", Limit(20, 3600))
    browsers = [as_(ben) for _thread in range(8)]

    def preview(browser):
        return [browser.post("/preview/", {"body": "Look."}).status_code for _time in range(6)]

    answers = [
        status for each in at_once([partial(preview, browser) for browser in browsers]) for status in each
    ]
    assert (answers.count(200), answers.count(202)) == (20, 28)
