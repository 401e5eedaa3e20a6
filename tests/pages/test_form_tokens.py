"""The token of members' forms: another on each page, good for each form, and the cookie behind it comes once."""

import re

import pytest
from django.conf import settings
from django.test import Client

from forum.follows.models import Follow

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')


@pytest.fixture
def browser(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada, backend="accounts.backends.MemberBackend")
    return browser


def follow(browser, topic, token):
    return browser.post(
        f"{topic.get_absolute_url()}follow/", {"level": "every", "csrfmiddlewaretoken": token}
    ).status_code


def test_each_page_has_a_token_of_its_own_that_is_good_for_its_forms(browser, topic, start, board):
    pages = [browser.get("/latest/").text for _time in range(3)]
    tokens = [set(TOKEN.findall(page)) for page in pages]
    assert all(len(of_page) == 1 for of_page in tokens)
    assert len(set.union(*tokens)) == 3
    other = start(topic.author, board, title="Another")
    for thing, [token] in zip((topic, other), tokens[1:], strict=True):
        assert follow(browser, thing, token) == 303
    assert Follow.objects.active().filter(member__username="ada", topic=other).exists()


def test_no_other_token_is_good(browser, topic):
    [token] = set(TOKEN.findall(browser.get("/latest/").text))
    browser.get("/latest/")
    for wrong in ("", token[::-1], token[1:] + token[0], token[:32] * 2, "a" * 64):
        assert follow(browser, topic, wrong) == 403
    assert follow(browser, topic, token) == 303


def test_the_cookie_comes_with_the_first_page_and_not_with_each(browser):
    first, second = (browser.get("/latest/") for _time in range(2))
    assert settings.CSRF_COOKIE_NAME in first.cookies
    assert settings.CSRF_COOKIE_NAME not in second.cookies
    assert not second.has_header("ETag")
    assert TOKEN.search(second.text)


def test_a_cookie_that_nobody_could_have_been_given_is_replaced(browser, topic):
    browser.cookies[settings.CSRF_COOKIE_NAME] = "not one of ours"
    page = browser.get("/latest/")
    assert len(page.cookies[settings.CSRF_COOKIE_NAME].value) == 32
    assert follow(browser, topic, TOKEN.search(page.text)[1]) == 303
