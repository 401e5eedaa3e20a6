"""Two tabs with the same form to sign in: the second one leads where it would have led."""

import re

import pytest
from django.test import Client

from tests.conftest import PASSWORD

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def tabs(ben):
    """A browser that checks tokens, and the tokens of the form to sign in as two tabs of it hold them."""
    browser = Client(enforce_csrf_checks=True)
    return browser, [TOKEN.search(browser.get("/accounts/login/?next=/latest/").text)[1] for _tab in range(2)]


def sign_in(browser, token, next_path="/latest/", **more):
    sent = {"login": "ben", "password": PASSWORD, "next": next_path, "csrfmiddlewaretoken": token} | more
    return browser.post("/accounts/login/", sent)


def test_the_second_tab_leads_where_it_would_have_led(tabs):
    browser, (first, second) = tabs
    assert sign_in(browser, first).url == "/latest/"
    answer = sign_in(browser, second, "/tags/")
    assert (answer.status_code, answer.url) == (303, "/tags/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_second_tab_leads_to_no_other_site(elsewhere, tabs):
    browser, (first, second) = tabs
    sign_in(browser, first)
    assert sign_in(browser, second, elsewhere).url == "/"


def test_a_stale_form_of_somebody_who_is_not_in_signs_nobody_in(tabs):
    browser, (first, _second) = tabs
    browser.cookies.clear()
    assert sign_in(browser, first).status_code == 403
    assert "_auth_user_id" not in browser.session


def test_another_stale_form_is_still_shown_again(tabs, topic):
    browser, (first, second) = tabs
    sign_in(browser, first)
    answer = browser.post(f"{topic.get_absolute_url()}reply/", {"body": "Hm.", "csrfmiddlewaretoken": second})
    assert answer.status_code == 403
    assert "Hm." in answer.text
