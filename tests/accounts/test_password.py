import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.moderation.helping import telling
from forum.notifications.models import Notification
from tests.accounts.conftest import is_in, last_mail, link_in, sent_mails, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another-long-phrase-7"
TWICE = {"password1": NEW, "password2": NEW}


def forget(client, address):
    return client.post(reverse("account_reset_password"), {"email": address})


def reset(client, path, **fields):
    """Open the link of the mail and send the form it leads to."""
    form = client.get(path, follow=True)
    return client.post(form.request["PATH_INFO"], TWICE | fields)


def change(client, old=PASSWORD, **fields):
    return client.post(reverse("account_change_password"), {"oldpassword": old} | TWICE | fields)


def test_a_password_is_changed_and_other_sessions_end(as_, ada):
    here, there = as_(ada), as_(ada)
    assert change(here).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert is_in(here)
    assert not is_in(there)
    assert last_mail().subject == "Your password was changed"


@pytest.mark.parametrize(
    "fields", [{"old": "wrong"}, {"password1": "short", "password2": "short"}, {"password2": "other"}]
)
def test_a_password_is_not_changed_by_a_wrong_form(as_, ada, fields):
    assert change(as_(ada), **fields).status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_forgotten_password_is_chosen_anew_and_the_member_is_in(as_, ada):
    client, elsewhere = as_(), as_(ada)
    forget(client, "ADA@example.org")
    assert last_mail().to == ["ada@example.org"]
    reset(client, link_in(last_mail(), "/key/"))
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_the_link_leaves_no_secret_in_the_address(client, ada):
    forget(client, "ada@example.org")
    path = link_in(last_mail(), "/key/")
    assert client.get(path)["Location"].endswith("-set-password/")


def test_a_link_works_once(as_, ada):
    forget(as_(), "ada@example.org")
    path = link_in(last_mail(), "/key/")
    reset(as_(), path)
    assert "no longer works" in as_().get(path, follow=True).content.decode()


def test_a_link_dies_with_a_sign_in_or_a_new_address(as_, ada):
    forget(as_(), "ada@example.org")
    path = link_in(last_mail(), "/key/")
    sign_in(as_(), "ada")
    assert "no longer works" in as_().get(path, follow=True).content.decode()


@pytest.mark.parametrize(
    "path", ["1-set-password", "zz-abc", "1-abc-def", f"{'z' * 13}-abc", f"1-{'a' * 3000}"]
)
def test_a_link_that_was_made_up_is_no_link(client, ada, path):
    page = client.get(f"/accounts/password/reset/key/{path}/", follow=True)
    assert page.status_code == 200
    assert "no longer works" in page.content.decode()


def test_an_unknown_address_gets_the_same_answer(as_, ada):
    def answer(address):
        client = as_()
        response = forget(client, address)
        page = client.get(response["Location"]).content.decode()
        return response.status_code, response["Location"], page

    assert answer("ada@example.org") == answer("nobody@example.org")
    assert [message.to[0] for message in sent_mails()] == ["ada@example.org", "nobody@example.org"]


@pytest.mark.parametrize(
    ("spelling", "recipients"), [("ａda@example.org", []), ("ADA@ｅxample.org", ["ada@example.org"])]
)
def test_the_mail_goes_to_the_address_we_know_and_not_to_one_that_looks_alike(
    client, ada, spelling, recipients
):
    forget(client, spelling)
    assert [address for message in sent_mails() for address in message.to] == recipients


def test_a_look_alike_of_an_address_gets_nothing(client, join_mike):
    forget(client, "mıke@example.org")
    assert not sent_mails()


@pytest.fixture
def join_mike(ada):
    type(ada).objects.filter(pk=ada.pk).update(email="mike@example.org")


def test_members_who_are_out_of_use_get_no_link(client, ada):
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    forget(client, "ada@example.org")
    assert "/key/" not in last_mail().body


def test_the_address_of_another_opens_nothing_of_ours(as_, ada, ben):
    """A second, unconfirmed row with Ada's address must not bring Ben's link to her, nor hers to him."""
    EmailAddress.objects.create(user=ada, email="ada@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=ben, email="ada@example.org", verified=False)
    forget(as_(), "ada@example.org")
    assert len(sent_mails()) == 1
    reset(as_(), link_in(last_mail(), "/key/"))
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_password_managers_find_the_form(client):
    response = client.get("/.well-known/change-password")
    assert (response.status_code, response["Location"]) == (302, reverse("account_change_password"))


@pytest.fixture
def invited(db):
    """Added by an administrator; has a link, and no password yet."""
    return User.objects.create_user("mona", "mona@example.org")


def test_a_first_password_is_chosen_as_such_and_is_no_alarm(as_, invited):
    client, path = as_(), telling.reset_link(invited)
    form = client.get(path, follow=True)
    assert "Choose a password" in form.text
    assert "new password" not in form.text.lower()
    assert "Your username is “mona”" in form.text
    before = len(sent_mails())
    reset(client, path)
    invited.refresh_from_db()
    assert invited.check_password(NEW)
    assert len(sent_mails()) == before
    assert not Notification.objects.filter(member=invited).exists()


def test_a_password_that_replaces_one_is_told_of(as_, ada):
    path = telling.reset_link(ada)
    assert "Choose a new password" in as_().get(path, follow=True).text
    reset(as_(), path)
    assert last_mail().subject == "Your password was reset"
    assert Notification.objects.get(member=ada).detail["change"] == "password_reset"


def test_a_password_after_a_time_without_one_is_told_of_as_set(as_, ada):
    ada.set_unusable_password()
    ada.last_login = timezone.now()
    ada.save()
    reset(as_(), telling.reset_link(ada))
    assert last_mail().subject == "Your account has a password now"
    assert Notification.objects.get(member=ada).detail["change"] == "password_set"
