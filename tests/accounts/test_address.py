"""Confirming an address, and changing it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.urls import reverse

from tests.accounts.conftest import is_in, last_mail, link_in, sent_mails, show_oneself, sign_in, sign_up
from tests.conftest import PASSWORD, join

pytestmark = pytest.mark.django_db


def confirmed(username):
    member = join(username)
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def sure(client):
    show_oneself(client)
    return client


def change(client, address):
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def test_with_mail_nobody_is_in_before_confirming(client, with_mail):
    assert sign_up(client)["Location"] == reverse("account_email_verification_sent")
    assert not is_in(client)
    client.post(link_in(last_mail()))
    assert is_in(client)
    assert EmailAddress.objects.get().verified


def test_opening_the_link_confirms_nothing(client, with_mail):
    sign_up(client)
    page = client.get(link_in(last_mail()))
    assert "zoe@example.org" in page.content.decode()
    assert not EmailAddress.objects.get().verified


def test_a_link_works_once_and_signs_nobody_else_in(as_, with_mail):
    sign_up(as_())
    path = link_in(last_mail())
    other = as_()
    assert other.post(path)["Location"] == reverse("account_login")
    assert not is_in(other)
    for again in (other.post(path), other.get(path)):
        assert again.status_code == 200
        assert "Your address is confirmed" in again.content.decode()
    assert not is_in(other)


def test_whoever_opens_the_link_again_is_told_that_all_is_done_and_led_on(client, with_mail):
    sign_up(client)
    path = link_in(last_mail())
    client.post(path)
    page = client.get(path).content.decode()
    assert "Your address is confirmed" in page
    assert 'href="/latest/"' in page
    assert "no longer works" not in page


@pytest.mark.parametrize("key", ["bad", "MQ:1abcde:xyz", "a" * 5000])
def test_a_link_that_was_made_up_is_no_link(client, with_mail, key):
    path = reverse("account_confirm_email", args=[key])
    assert "no longer works" in client.get(path).content.decode()
    assert client.post(path).status_code == 404


def test_a_link_grows_old(client, with_mail):
    sign_up(client)
    path = link_in(last_mail())
    with time_machine.travel(datetime.now(UTC) + timedelta(days=4)):
        assert "no longer works" in client.get(path).content.decode()
        assert client.post(path).status_code == 404


def test_signing_in_unconfirmed_sends_the_link_again(as_, with_mail, ada):
    client = as_()
    assert sign_in(client, "ada")["Location"] == reverse("account_email_verification_sent")
    assert last_mail().to == ["ada@example.org"]
    client.post(link_in(last_mail()))
    assert is_in(client)


def test_the_first_admin_without_an_address_gets_in(client, with_mail):
    get_user_model().objects.create_superuser("admin", password=PASSWORD)
    sign_in(client, "admin")
    assert is_in(client)


def test_other_members_without_an_address_do_not(client, with_mail, ada):
    get_user_model().objects.filter(pk=ada.pk).update(email="")
    sign_in(client, "ada")
    assert not is_in(client)


def test_an_address_is_changed_once_the_new_one_is_confirmed(as_, with_mail):
    ada = confirmed("ada")
    client = sure(as_(ada))
    change(client, "Lovelace@example.org")
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert last_mail().to == ["lovelace@example.org"]
    client.post(link_in(last_mail()))
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["lovelace@example.org"]
    assert (last_mail().to, last_mail().subject) == (["ada@example.org"], "Your address was changed")


def test_without_mail_an_address_is_changed_at_once(as_, ada):
    change(sure(as_(ada)), "Lovelace@example.org")
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"
    assert [(row.email, row.primary) for row in EmailAddress.objects.all()] == [
        ("lovelace@example.org", True)
    ]


def test_without_mail_the_address_of_another_is_refused(as_, ada, ben):
    response = change(sure(as_(ada)), "BEN@example.org")
    assert response.context["form"].errors
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_with_mail_the_address_of_another_looks_like_a_free_one(as_, with_mail):
    ada, ben = confirmed("ada"), confirmed("ben")
    client = sure(as_(ada))
    free, taken = change(client, "free@example.org"), change(client, "ben@example.org")
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    client.post(link_in(last_mail()))
    for member in (ada, ben):
        member.refresh_from_db()
    assert (ada.email, ben.email) == ("ada@example.org", "ben@example.org")


def test_an_address_goes_to_whoever_confirms_it_and_not_to_whoever_claims_it(as_, with_mail):
    ada = confirmed("ada")
    sign_up(as_(), username="squatter", email="lovelace@example.org")
    # To one address goes one such mail in three minutes, whoever asks.
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4), tick=False):
        client = sure(as_(ada))
        change(client, "lovelace@example.org")
        client.post(link_in(last_mail()))
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"
    assert get_user_model().objects.get(username="squatter").email == ""
    stranger = as_()
    sign_in(stranger, "squatter")
    assert not is_in(stranger)


def test_changing_an_address_asks_who_one_is(as_, ada):
    response = change(as_(ada), "lovelace@example.org")
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_a_visitor_is_sent_to_sign_in(client):
    for page in ("account_email", "account_change_password", "mfa_index", "usersessions_list", "settings"):
        assert client.get(reverse(page))["Location"].startswith(reverse("account_login"))


def test_a_wish_to_change_can_be_taken_back(as_, with_mail):
    client = sure(as_(confirmed("ada")))
    change(client, "free@example.org")
    client.post(reverse("account_email"), {"email": "free@example.org", "action_remove": ""})
    assert [address.email for address in EmailAddress.objects.all()] == ["ada@example.org"]
    assert len(sent_mails()) >= 1
