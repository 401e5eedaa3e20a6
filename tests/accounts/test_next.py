"""Where one is sent afterwards: back to where one came from, and never to another site."""

import pytest
from django.urls import reverse

from tests.accounts.conftest import is_in, last_mail, link_in, sign_in, sign_up
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PLACE = "/t/1-a-first-question/?page=2"
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "https:///evil.example",
    "http://testserver.evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\x00//evil.example",
    "evil.example",
    "//testserver@evil.example",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client, ada, place):
    assert sign_in(client, "ada", next=place)["Location"] == "/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_up_leads_to_no_other_site(client, place):
    assert sign_up(client, next=place)["Location"] == "/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_out_leads_to_no_other_site(as_, ada, place):
    assert as_(ada).post(reverse("account_logout"), {"next": place})["Location"] == "/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_being_in_already_leads_to_no_other_site(as_, ada, place):
    assert as_(ada).get(reverse("account_login"), {"next": place})["Location"] == "/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_showing_who_one_is_leads_to_no_other_site(as_, ada, place):
    response = as_(ada).post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": place})
    assert response["Location"] == "/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_confirming_leads_to_no_other_site(client, with_mail, place):
    sign_up(client, next=place)
    path = link_in(last_mail())
    assert "evil" not in path
    assert client.post(path, {"next": place})["Location"] == "/"


def test_signing_in_and_up_and_out_lead_back(as_, ada):
    assert sign_in(as_(), "ada", next=PLACE)["Location"] == PLACE
    assert sign_up(as_(), next=PLACE)["Location"] == PLACE
    assert as_(ada).post(reverse("account_logout"), {"next": PLACE})["Location"] == PLACE


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_the_door_is_no_place_to_be_led_back_to(client, ada, page):
    assert sign_in(client, "ada", next=reverse(page))["Location"] == "/"


def test_the_whole_way_from_signing_up_over_the_mail_leads_back(client, with_mail):
    sign_up(client, next=PLACE)
    assert not is_in(client)
    path = link_in(last_mail())
    assert client.get(path).status_code == 200
    assert client.post(path)["Location"] == PLACE
    assert is_in(client)


def test_the_mail_opened_in_another_browser_leads_back_over_the_sign_in(as_, with_mail):
    sign_up(as_(), next=PLACE)
    other = as_()
    path = link_in(last_mail())
    page = other.get(path)
    wish = page.context["redirect_field_value"]
    door = other.post(path.partition("?")[0], {"next": wish})["Location"]
    assert door.startswith(reverse("account_login"))
    wish = other.get(door).context["redirect_field_value"]
    assert sign_in(other, "zoe", next=wish)["Location"] == PLACE


def test_a_forgotten_password_leads_back(as_, ada):
    client = as_()
    client.post(reverse("account_reset_password"), {"email": "ada@example.org", "next": PLACE})
    form = client.get(link_in(last_mail(), "/key/"), follow=True)
    fields = {"password1": "another-long-phrase-7", "password2": "another-long-phrase-7"}
    wish = form.context["redirect_field_value"]
    assert client.post(form.request["PATH_INFO"], fields | {"next": wish})["Location"] == PLACE
    assert is_in(client)


def test_the_admin_leads_over_our_own_sign_in_and_back(as_, root):
    client = as_()
    door = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert door.startswith(reverse("account_login"))
    assert sign_in(client, "root", next="/admin/")["Location"] == "/admin/"
