"""A browser that signed in before: what others try elsewhere does not shut its member out."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.urls import reverse

from forum.pages.accounts import known_devices
from tests.accounts.conftest import is_in, last_mail, link_in, sign_in
from tests.accounts.test_password import NEW, change, forget, reset
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def known(as_):
    """known(ada) → a browser in which she signed in once, and out again."""

    def act(member, password=PASSWORD):
        client = as_()
        assert sign_in(client, member.username, password).status_code == 302
        client.post(reverse("account_logout"))
        assert not is_in(client)
        return client

    return act


@pytest.fixture
def flood(as_):
    """flood("ada"): somebody elsewhere tries wrong passwords for her until nobody may."""

    def act(name, **where):
        for number in range(7):
            place = where or {"REMOTE_ADDR": f"192.0.2.{number}"}
            as_().post(reverse("account_login"), {"login": name, "password": "wrong"}, **place)

    return act


def is_shut_out(client, name, password=PASSWORD):
    response = sign_in(client, name, password)
    return response.status_code == 200 and "Too many tries" in response.text


def test_a_flood_of_wrong_passwords_leaves_a_known_browser_open_and_others_shut(as_, ada, known, flood):
    browser = known(ada)
    flood("ada")
    assert is_shut_out(as_(), "ada")
    assert sign_in(browser, "ada").status_code == 302
    assert is_in(browser)


def test_so_does_a_flood_from_the_same_network(ada, known, flood):
    browser = known(ada)
    for name in ("ada", *(f"member{number}" for number in range(5))):
        flood(name, REMOTE_ADDR="127.0.0.1")
    assert sign_in(browser, "ada").status_code == 302


def test_a_known_browser_has_five_tries_as_well(ada, known):
    browser = known(ada)
    for _number in range(5):
        assert not is_shut_out(browser, "ada", "wrong")
    assert is_shut_out(browser, "ada")


def test_its_tries_use_up_nobody_elses(as_, ada, known):
    browser = known(ada)
    for _number in range(9):
        sign_in(browser, "ada", "wrong")
    assert sign_in(as_(), "ada").status_code == 302


def test_anothers_browser_is_no_way_round_the_limit(ada, eve, known, flood):
    browser = known(eve)
    for _number in range(5):
        assert not is_shut_out(browser, "ada", "wrong")
    assert is_shut_out(browser, "ada")


def test_signing_in_again_and_again_makes_no_new_tries(ada, known):
    browser = known(ada)
    for _number in range(5):
        sign_in(browser, "ada", "wrong")
        number = signing.loads(browser.cookies[known_devices.COOKIE].value, salt=known_devices.SALT)[2]
    assert is_shut_out(browser, "ada")
    assert signing.loads(known(ada).cookies[known_devices.COOKIE].value, salt=known_devices.SALT)[2] != number


@pytest.mark.parametrize("name", ["eve", "forged", "another-salt", "rubbish"])
def test_a_cookie_that_is_not_the_accounts_own_counts_for_nothing(as_, ada, eve, known, flood, name):
    own = known(ada).cookies[known_devices.COOKIE].value
    payload = [ada.pk, "0" * 32, "abc"]
    cookies = {
        "eve": known(eve).cookies[known_devices.COOKIE].value,
        "forged": own[:-3] + "abc",
        "another-salt": signing.dumps(payload, salt="another"),
        "rubbish": signing.dumps(payload, salt=known_devices.SALT),
    }
    flood("ada")
    browser = as_()
    browser.cookies[known_devices.COOKIE] = cookies[name]
    assert is_shut_out(browser, "ada")


def test_after_a_change_of_password_only_the_browser_that_made_it_is_known(ada, known, flood):
    here, there = known(ada), known(ada)
    sign_in(here, "ada")
    change(here)
    here.post(reverse("account_logout"))
    flood("ada")
    assert is_shut_out(there, "ada", NEW)
    assert sign_in(here, "ada", NEW).status_code == 302


def test_a_known_browser_is_forgotten_after_half_a_year(ada, known, flood, clock):
    browser = known(ada)
    value = browser.cookies[known_devices.COOKIE].value
    clock.shift(known_devices.KEPT_FOR + 1)
    browser.cookies[known_devices.COOKIE] = value
    flood("ada")
    assert is_shut_out(browser, "ada")


def test_the_link_of_a_reset_mail_lets_in_while_the_name_is_flooded(as_, ada, flood):
    flood("ada")
    client = as_()
    forget(client, "ada@example.org")
    reset(client, link_in(last_mail()))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert sign_in(as_(), "ada", NEW).status_code == 302


def test_the_cookie_is_for_the_ways_in_alone_and_out_of_reach_of_scripts(as_, ada):
    browser = as_()
    sign_in(browser, "ada")
    cookie = browser.cookies[known_devices.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert bool(cookie["secure"]) == settings.IS_HTTPS
    assert ada.password not in str(signing.loads(cookie.value, salt=known_devices.SALT))


def test_who_does_not_sign_in_gets_no_cookie(as_, ada):
    browser = as_()
    browser.get(reverse("account_login"))
    sign_in(browser, "ada", "wrong")
    assert known_devices.COOKIE not in browser.cookies
