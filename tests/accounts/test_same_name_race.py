"""Many people take one name, or one address, at one moment."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accounts import renaming
from accounts.models import FormerUsername
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


def test_a_name_that_was_given_up_goes_to_one_of_many_once_its_year_is_over(eve):
    renaming.rename(eve, "Evelyn")
    FormerUsername.objects.update(kept_until=timezone.now())
    answers = race(["eve", "EVE", "Eve", "еve"] * 3, [f"{number}@example.org" for number in range(12)])
    assert sorted(answers, reverse=True) == [(302, "/")] + [(200, None)] * 11


def test_nobody_gets_a_name_that_is_being_given_up(eve):
    entries = [lambda n=n: sign_up(Client(), "eve", f"{n}@example.org") for n in range(8)]
    assert not failures(at_once([lambda: renaming.rename(eve, "Evelyn"), *entries]))
    assert get_user_model().objects.get().username == "Evelyn"


def test_two_who_are_given_one_name_at_once_do_not_share_it(eve, ben):
    answers = at_once([lambda who=who: renaming.rename(who, "Robin") for who in (eve, ben)])
    assert [type(answer) for answer in answers].count(renaming.NameTaken) == 1
    assert get_user_model().objects.filter(username="Robin").count() == 1
    assert FormerUsername.objects.count() == 1
