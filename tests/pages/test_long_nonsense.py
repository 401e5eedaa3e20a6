"""Long rows of one sign, as nobody types them, cost no more than their length: a worker must not stand still for one."""

import time

import pytest
from django.test import Client

ENOUGH = (
    3.0  # seconds of processor time; where each sign is tried from each other one, these take half a minute
)


@pytest.fixture
def thrift():
    """What the test may use of the processor, whatever else runs on the machine."""
    began = time.thread_time()
    yield
    assert time.thread_time() - began < ENOUGH


def test_blanks_in_a_form_that_goes_nowhere(thrift, db):
    answer = Client().post("/nowhere/", {"title": " " * 60_000 + "x"})
    assert answer.status_code == 404


def test_blanks_in_a_form_without_a_token(thrift, db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "\n" * 60_000 + "x"})
    assert answer.status_code == 403


def test_brackets_within_an_address(thrift, db):
    assert Client().get(f"/{'(' * 40_000}x").status_code == 404


def test_slashes_in_an_address_and_pages_in_a_query(thrift, db):
    assert Client().get(f"/x{'/' * 40_000}x").status_code == 404
    assert Client().get(f"/latest/?{'page=1)&' * 500}page=1{')' * 30_000}x").status_code == 404


def test_an_old_address_that_asks_for_a_list_over_and_over(thrift, db):
    assert Client().get(f"/c{'/l' * 40_000}%0A").status_code in (301, 400, 404)


def test_digits_and_switches_with_blanks_around_them_are_no_text_to_keep(db):
    fields = {"a": " 12 ", "b": "\tON\n", "c": "false", "d": "  ", "e": "12 cups", "f": "١٢"}
    kept = Client().post("/nowhere/", fields).context["typed"]
    assert [text for _label, text in kept] == ["12 cups", "١٢"]
