"""How often somebody may try. allauth counts; these tests hold it to what we rely on."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.accounts.conftest import is_in, sign_in, sign_up
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


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


def test_a_flood_of_mails_to_one_address_is_stopped(client, ada):
    answers = [
        client.post(reverse("account_reset_password"), {"email": spelling}).status_code
        for spelling in [
            "ada@example.org",
            "ADA@example.org",
            "Ada@example.org",
            " ada@EXAMPLE.org",
            "aDa@example.org",
        ]
        * 2
    ]
    assert answers == [302] * 5 + [429] * 5
    assert len(mail.outbox) == 5


def test_confirmations_are_not_sent_twice_in_a_row(client, with_mail, ada):
    for _number in range(3):
        sign_in(client, "ada")
    assert len(mail.outbox) == 1


def test_guessing_a_second_factor_is_stopped(as_, ada, with_app):
    with_app(ada)
    client = as_()
    sign_in(client, "ada")
    pages = [
        client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _number in range(6)
    ]
    assert "Too many tries" in pages[5]
    assert not is_in(client)
