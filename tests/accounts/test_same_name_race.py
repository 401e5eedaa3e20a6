"""Many people take one name, or one address, at one moment."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from tests.accounts.conftest import sign_up
from tests.races.racing import at_once, failures

NAMES = ["zoe", "ZOE", "Zoe", "zoé", "ｚｏｅ", "ZÖE", "zoÈ", "zоe", "Zο\u0301e", "zo\u0435"] * 2
# The last two have a dotless i, which is refused whoever asks, and the sign for kelvin, which is a k.
ADDRESSES = [
    "mike@example.org",
    "MIKE@example.org",
    "Mike@EXAMPLE.org",
    "mıke@example.org",
    "mi\u212ae@example.org",
] * 4

pytestmark = pytest.mark.django_db(transaction=True)


def race(names, addresses):
    entries = zip(names, addresses, strict=True)
    answers = at_once(
        [lambda name=name, address=address: sign_up(Client(), name, address) for name, address in entries]
    )
    assert not failures(answers)
    return [(answer.status_code, answer.get("Location")) for answer in answers]


def test_one_name_in_twenty_spellings_makes_one_account():
    answers = race(NAMES, [f"{number}@example.org" for number in range(20)])
    assert sorted(answers, reverse=True) == [(302, "/")] + [(200, None)] * 19
    assert get_user_model().objects.count() == 1
    assert EmailAddress.objects.count() == 1


def test_one_address_in_twenty_spellings_makes_one_account():
    answers = race([f"member{number}" for number in range(20)], ADDRESSES)
    assert sorted(answers, reverse=True) == [(302, "/")] + [(200, None)] * 19
    assert get_user_model().objects.count() == 1
    assert EmailAddress.objects.get().email == "mike@example.org"


def test_with_mail_nobody_learns_who_was_first(with_mail):
    addresses = [address for address in ADDRESSES if "ı" not in address]
    answers = race([f"member{number}" for number in range(len(addresses))], addresses)
    assert set(answers) == {(302, "/accounts/confirm-email/")}
    assert get_user_model().objects.count() == 1
    assert EmailAddress.objects.count() == 1
