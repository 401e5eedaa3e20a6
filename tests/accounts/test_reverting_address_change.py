"""Whoever loses their account to a change of address gets it back by a link to the old one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from accounts import reverting_address_change
from accounts.models import User
from forum.members import closing_accounts
from tests.accounts.conftest import is_in, link_in, sent_mails, sign_in
from tests.accounts.test_address import change, confirmed, sure
from tests.accounts.test_password import NEW

pytestmark = pytest.mark.django_db

OLD, THEIRS = "ada@example.org", "thief@example.org"


@pytest.fixture
def thief(as_, with_mail):
    """A browser with ada's session, in which somebody has changed her address."""
    browser = sure(as_(confirmed("ada")))
    move(browser, THEIRS)
    return browser


def move(browser, address):
    change(browser, address)
    browser.post(link_in(sent_mails()[-1], "confirm-email"))


def link_to(address) -> str:
    message = [
        message for message in sent_mails() if message.to == [address] and "was changed" in message.subject
    ][-1]
    return link_in(message, "address-back")


def address_now() -> str:
    return User.objects.get(username="ada").email


def test_the_mail_to_the_old_address_has_a_link_that_takes_the_change_back(as_, thief):
    assert address_now() == THEIRS
    owner = as_()
    page = owner.get(link_to(OLD))
    assert page.status_code == 200
    assert address_now() == THEIRS  # a look changes nothing
    answer = owner.post(link_to(OLD), follow=True)
    assert address_now() == OLD
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [
        (OLD, True, True)
    ]
    assert not is_in(thief)
    path = answer.redirect_chain[-1][0]
    owner.post(path, {"password1": NEW, "password2": NEW})
    assert sign_in(as_(), "ada", NEW)["Location"] != "/accounts/confirm-email/"
    assert not is_in(thief)


def test_the_links_that_an_intruder_got_by_moving_on_are_void_once_the_owner_is_back(as_, thief):
    move(thief, "thief-2@example.org")
    owners, thiefs = link_to(OLD), link_to(THEIRS)
    as_().post(owners)
    assert as_().post(thiefs).status_code == 404
    assert address_now() == OLD


def test_an_intruder_who_is_first_does_not_make_the_owners_link_void(as_, thief):
    move(thief, "thief-2@example.org")
    owners, thiefs = link_to(OLD), link_to(THEIRS)
    as_().post(thiefs)
    assert address_now() == THEIRS
    as_().post(owners)
    assert address_now() == OLD


def test_keys_that_were_added_about_the_change_are_removed(as_, with_mail):
    ada = confirmed("ada")
    RecoveryCodes.activate(ada)
    Authenticator.objects.update(created_at=datetime.now(UTC) - timedelta(days=5))
    browser = sure(as_(ada))
    move(browser, THEIRS)
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={})
    as_().post(link_to(OLD))
    assert [row.type for row in Authenticator.objects.all()] == [Authenticator.Type.RECOVERY_CODES]


def test_the_link_works_for_three_days(as_, thief):
    path = link_to(OLD)
    with time_machine.travel(datetime.now(UTC) + reverting_address_change.WORKS_FOR + timedelta(minutes=1)):
        assert as_().post(path).status_code == 404
    assert address_now() == THEIRS


def test_a_forged_link_does_nothing(as_, thief):
    path = link_to(OLD)
    assert as_().post(path[:-3] + "x/").status_code == 404
    assert address_now() == THEIRS


def test_an_old_address_that_was_never_confirmed_gets_no_such_link(as_, with_mail):
    ada = confirmed("ada")
    EmailAddress.objects.update(verified=False)
    browser = as_(ada)
    sure(browser)
    move(browser, THEIRS)
    assert not [message for message in sent_mails() if re.search("address-back", message.body)]


def test_an_address_that_is_anothers_by_now_is_not_taken_from_them(as_, thief, ben):
    User.objects.filter(pk=ben.pk).update(email=OLD)
    assert as_().post(link_to(OLD)).status_code == 409
    assert address_now() == THEIRS


def test_a_closed_account_stays_closed(as_, thief):
    path = link_to(OLD)
    closing_accounts.close(User.objects.get(username="ada"))
    assert as_().post(path).status_code == 409
