"""How often somebody may try. allauth asks, `forum.limits` counts."""

import datetime

import pytest
import time_machine
from allauth.account import app_settings as account_settings
from allauth.core.internal import ratelimit
from allauth.mfa import app_settings as mfa_settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from forum.pages.accounts import sign_in_limits
from tests.accounts.conftest import is_in, sent_mails, show_oneself, sign_in, sign_up
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    """It stands still, so that a slow machine does not leave the window of a limit behind."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def from_(number):
    return {"REMOTE_ADDR": f"192.0.2.{number}"}


def test_five_wrong_passwords_close_the_account_to_more_tries_from_anywhere(client, ada):
    for number in range(5):
        client.post(reverse("account_login"), {"login": "ada", "password": "wrong"}, **from_(number))
    response = client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD}, **from_(9))
    assert "Too many tries" in response.content.decode()
    assert not is_in(client)


def test_spellings_of_a_name_share_one_limit(client, ada):
    for number, spelling in enumerate(["ada", "ADA", "Ádа", "ａｄａ", "adá"]):
        client.post(reverse("account_login"), {"login": spelling, "password": "wrong"}, **from_(number))
    assert "Too many tries" in sign_in(client, "Ada").content.decode()


def test_a_name_and_its_address_share_one_limit(client, ada):
    for number, login in enumerate(["ada", "ada@example.org", "ada", "ADA@example.org", "ada"]):
        client.post(reverse("account_login"), {"login": login, "password": "wrong"}, **from_(number))
    for login in ("ada", "ada@example.org"):
        assert "Too many tries" in sign_in(client, login).content.decode()


def test_after_five_minutes_the_account_is_open_again(as_, ada, clock):
    for number in range(5):
        as_().post(reverse("account_login"), {"login": "ada", "password": "wrong"}, **from_(number))
    clock.shift(299)
    assert "Too many tries" in sign_in(as_(), "ada").content.decode()
    clock.shift(1)
    assert sign_in(as_(), "ada").status_code == 302


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_ways_in_is_no_try(as_, ada, method):
    for page in ("account_login", "account_signup", "account_reset_password"):
        answers = {getattr(as_(), method)(reverse(page)).status_code for _number in range(31)}
        assert 429 not in answers
    assert sign_in(as_(), "ada").status_code == 302


def test_every_question_of_allauths_comes_to_the_forums_limits(client, ada, monkeypatch):
    actions = {*account_settings.RATE_LIMITS, *mfa_settings.RATE_LIMITS}
    unused = {"change_phone", "verify_phone", "request_login_code"}
    assert actions - unused <= {
        "login_failed",
        *sign_in_limits.BY_MEMBER,
        *sign_in_limits.BY_ADDRESS,
        *sign_in_limits.BY_NETWORK,
    }
    assert ratelimit.consume is sign_in_limits.consume
    assert ratelimit.clear is sign_in_limits.clear
    monkeypatch.setattr(ratelimit, "cache", None)  # nothing of its own counting is left
    assert sign_in(client, "ada", "wrong").status_code == 200
    assert sign_in(client, "ada").status_code == 302


def test_one_place_may_try_ten_accounts(client, ada):
    for number in range(10):
        sign_in(client, f"member-{number}", "wrong")
    assert "Too many tries" in sign_in(client, "ada").content.decode()


def test_a_right_password_does_not_clear_the_count(as_, ada):
    for _number in range(4):
        sign_in(as_(), "ada", "wrong")
    assert sign_in(as_(), "ada").status_code == 302
    sign_in(as_(), "ada", "wrong")
    assert "Too many tries" in sign_in(as_(), "ada").content.decode()


def test_a_forged_forwarding_header_is_no_new_place(client, ada):
    for number in range(10):
        fields = {"login": f"member-{number}", "password": "wrong"}
        client.post(reverse("account_login"), fields, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert "Too many tries" in sign_in(client, "ada").content.decode()


def test_a_flood_of_sign_ups_is_stopped(client):
    answers = [sign_up(client, username="no name", email="x").status_code for _number in range(21)]
    assert answers[:20] == [200] * 20
    assert answers[20] == 429


def test_who_comes_too_often_is_told_when_to_come_back(client, clock):
    for _number in range(20):
        sign_up(client, username="no name", email="x")
    clock.shift(17)
    response = sign_up(client, username="no name", email="x")
    assert (response.status_code, response["Retry-After"]) == (429, "43")


SPELLINGS = [
    "ada@example.org",
    "ADA@example.org",
    "Ada@example.org",
    " ada@EXAMPLE.org",
    "aDa@example.org",
]


@pytest.mark.parametrize("domain", ["example.org", "elsewhere.example"])
def test_five_mails_a_day_are_sent_to_one_address_wherever_they_are_asked_for(client, ada, clock, domain):
    """To a member's, and to one that no member has."""

    def asked():
        return [
            client.post(
                reverse("account_reset_password"),
                {"email": spelling.replace("example.org", domain).replace("EXAMPLE.org", domain)},
                **from_(number),
            ).status_code
            for number, spelling in enumerate(SPELLINGS)
        ]

    assert asked() == [302] * 5
    clock.shift(60)
    assert asked() == [429] * 5
    clock.shift(23 * 3600)
    assert asked() == [429] * 5
    assert len(sent_mails()) == 5
    clock.shift(3600)
    assert asked() == [302] * 5


def test_words_behind_a_plus_are_no_other_letter_box(as_, clock):
    """Those who want to fill it have as many as they like."""

    def asked(address, number):
        return as_().post(reverse("account_reset_password"), {"email": address}, **from_(number)).status_code

    assert [asked(f"victim+{number}@example.org", number) for number in range(7)] == [302] * 5 + [429] * 2
    assert asked("victim@example.org", 8) == 429
    assert asked("+victim@example.org", 9) == asked("victims@example.org", 10) == 302
    assert len(sent_mails()) == 7


def test_so_do_ten_confirmations_a_day(as_, with_mail, clock):
    for number in range(14):
        form = {"username": f"stranger{number}", "email": f"victim+{number}@example.org"}
        as_().post(reverse("account_signup"), form | {"password1": PASSWORD}, **from_(number))
    assert len(sent_mails()) == 10


def test_a_known_browser_signs_in_no_oftener_however_many_its_member_has(as_, ada, clock):
    browsers = []
    for _number in range(3):
        browsers.append(as_())
        assert sign_in(browsers[-1], "ada").status_code == 302
        browsers[-1].post(reverse("account_logout"))
    answers = []
    for number in range(33):
        browser = browsers[number % 3]
        answers.append(sign_in(browser, "ada").status_code)
        browser.post(reverse("account_logout"))
    assert answers == [302] * 30 + [429] * 3


def test_one_place_asks_for_twenty_links_an_hour_whatever_the_addresses(client, clock):
    answers = [
        client.post(reverse("account_reset_password"), {"email": f"{number}@example.org"}).status_code
        for number in range(22)
    ]
    assert answers == [302] * 20 + [429] * 2


def test_ten_confirmations_a_day_go_to_one_address_whoever_signs_up_with_it(as_, with_mail, clock):
    for number in range(14):
        sign_up(as_(), username=f"stranger{number}", email="victim@example.org")
        clock.shift(181)
    assert len(sent_mails()) == 10


def test_confirmations_are_not_sent_twice_in_a_row(client, with_mail, ada):
    for _number in range(3):
        sign_in(client, "ada")
    assert len(sent_mails()) == 1


def test_guessing_a_second_factor_is_stopped(as_, ada, with_app):
    with_app(ada)
    client = as_()
    sign_in(client, "ada")
    pages = [
        client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _number in range(6)
    ]
    assert "Too many tries" in pages[5]
    assert not is_in(client)


def test_challenges_for_passkeys_do_not_fill_the_table_of_sessions(as_):
    answers = [
        as_().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).status_code
        for _number in range(35)
    ]
    assert answers == [200] * 30 + [429] * 5
    assert Session.objects.count() == 30


def test_challenges_are_no_tries(as_, ada):
    for _number in range(30):
        as_().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    answer = as_().post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert answer.status_code == 302


def test_showing_oneself_is_limited_by_member(as_, ada, ben):
    client = as_(ada)
    for _number in range(10):
        show_oneself(client, "wrong")
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 429
    assert as_(ben).get(reverse("account_reauthenticate")).status_code == 200
