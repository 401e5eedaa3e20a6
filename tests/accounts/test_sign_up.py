import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, sent_mails, sign_up
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_somebody_signs_up_and_is_in(client):
    response = sign_up(client)
    assert response.status_code == 302
    assert response["Location"] == "/"
    member = get_user_model().objects.get()
    assert (member.username, member.email) == ("Zoe", "zoe@example.org")
    assert member.check_password(PASSWORD)
    assert is_in(client)


def test_the_page_has_what_it_needs(client):
    page = client.get(reverse("account_signup"), {"next": "/latest/"}).content.decode()
    for piece in ('autocomplete="username"', 'autocomplete="email"', 'autocomplete="new-password"'):
        assert piece in page
    assert page.count("<h1") == 1
    assert f"{reverse('account_login')}?next=%2Flatest%2F" in page
    assert 'name="next" value="/latest/"' in page


def test_looking_makes_no_account(client):
    client.get(
        reverse("account_signup"), {"username": "zoe", "email": "zoe@example.org", "password1": PASSWORD}
    )
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("name", ["ADA", "аdа", "Ádá", "ａｄａ"])
def test_a_name_that_is_taken_in_any_spelling_is_refused_beside_the_field(client, ada, name):
    response = sign_up(client, username=name)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"username"}
    assert "errors" in response.content.decode()
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [("Admin", "reserved"), ("раypal", "alphabets"), ("a b", "letters"), ("", "required"), ("a" * 31, "30")],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence(client, name, words):
    response = sign_up(client, username=name)
    assert words in str(response.context["form"].errors["username"])
    assert not get_user_model().objects.exists()


def test_a_name_in_parts_is_put_together(client):
    sign_up(client, username="Jose\u0301")
    assert get_user_model().objects.get().username == "José"


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "zoe@example.org"])
def test_a_weak_password_is_refused(client, password):
    response = sign_up(client, password=password)
    assert "password1" in response.context["form"].errors
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("address", ["ADA@example.org", "ａda@example.org"])
def test_without_mail_a_taken_address_is_said_to_be_taken(client, ada, address):
    response = sign_up(client, email=address)
    assert response.context["form"].errors.keys() == {"email"}
    assert get_user_model().objects.count() == 1


def test_with_mail_a_taken_address_looks_like_a_free_one(client, with_mail, ada):
    free = sign_up(client, username="one", email="one@example.org")
    taken = sign_up(client, username="two", email="ADA@example.org")
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    pages = [client.get(answer["Location"]) for answer in (free, taken)]
    assert pages[0].status_code == pages[1].status_code
    assert [message.to for message in sent_mails()] == [["one@example.org"], ["ada@example.org"]]
    assert "An account with this address already exists." in sent_mails()[1].body
    assert not get_user_model().objects.filter(username="two").exists()


def test_with_mail_the_pages_of_free_and_taken_addresses_are_the_same_to_the_letter(with_mail, ada, as_):
    def page_after(username, email):
        client = as_()
        sign_up(client, username=username, email=email)
        return client.get(reverse("account_email_verification_sent")).content.decode().replace(email, "…")

    assert page_after("one", "one@example.org") == page_after("two", "ada@example.org")


@pytest.mark.parametrize(
    "address", ["mıke@example.org", "nobody", "a@b", "x@y.z\r\nBcc: a@b.c", f"{'a' * 250}@example.org"]
)
def test_an_address_that_cannot_be_is_refused(client, address):
    response = sign_up(client, email=address)
    assert "email" in response.context["form"].errors
    assert not get_user_model().objects.exists()


def test_extra_fields_give_no_power(client):
    sign_up(client, is_staff="1", is_superuser="on", is_active="", groups="1", id="7", closed_at="2020-01-01")
    member = get_user_model().objects.get()
    assert not member.is_staff
    assert not member.is_superuser
    assert member.is_active


def test_a_closed_forum_says_so_and_takes_nobody(client):
    SiteSettings.objects.create(pk=1, sign_up="closed")
    page = client.get(reverse("account_signup"))
    assert "isn’t taking new members" in page.content.decode()
    assert "isn’t taking new members" in sign_up(client).content.decode()
    assert not get_user_model().objects.exists()


def test_members_are_sent_on_from_the_sign_up_page(as_, ada):
    assert as_(ada).get(reverse("account_signup"), {"next": "/latest/"})["Location"] == "/latest/"


def test_megabytes_do_no_harm(client):
    response = sign_up(client, username="é" * 100_000, email="a" * 300_000, password="x" * 300_000)
    assert response.status_code == 200
    assert not get_user_model().objects.exists()


def test_a_sign_up_that_fails_midway_leaves_nothing(client, monkeypatch):
    def fail(*args):
        raise OSError

    monkeypatch.setattr("allauth.account.forms.setup_user_email", fail)
    client.raise_request_exception = False
    assert sign_up(client).status_code == 500
    assert not get_user_model().objects.exists()
