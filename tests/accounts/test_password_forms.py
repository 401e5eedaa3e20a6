"""A password is the same one on every keyboard, however that writes its accents and spaces."""

import unicodedata

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import is_in, last_mail, link_in, show_oneself, sign_in, sign_up
from tests.conftest import join

COMPOSED = "Grüße-aus-Ærø-café"
APART = unicodedata.normalize("NFD", COMPOSED)
FORMS = [COMPOSED, APART]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("later", FORMS)
def test_a_member_signs_in_with_the_password_of_another_keyboard(first, later):
    sign_up(Client(), "Zoe", password=first)
    client = Client()
    sign_in(client, "zoe", later)
    assert is_in(client)


def test_a_wide_space_is_a_space():
    sign_up(Client(), "Zoe", password="four words or\u00a0five")
    client = Client()
    sign_in(client, "zoe", "four words or five")
    assert is_in(client)


@pytest.mark.parametrize("wrong", ["Grusse-aus-Aro-cafe", "GRÜSSE-AUS-ÆRØ-CAFÉ", COMPOSED + "\u0301"])
def test_another_password_stays_another(wrong):
    sign_up(Client(), "Zoe", password=COMPOSED)
    client = Client()
    sign_in(client, "zoe", wrong)
    assert not is_in(client)


def test_a_password_is_changed_shown_and_reset_in_either_form(as_, ada, client):
    there = as_(ada)
    ada.set_password(COMPOSED)
    ada.save()
    there.force_login(ada, backend="accounts.backends.MemberBackend")
    assert show_oneself(there, APART).status_code == 302
    twice = {"password1": APART + "2", "password2": APART + "2"}
    assert there.post(reverse("account_change_password"), {"oldpassword": APART} | twice).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(COMPOSED + "2")
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    form = client.get(link_in(last_mail(), "/key/"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": APART + "3", "password2": APART + "3"})
    ada.refresh_from_db()
    assert ada.check_password(COMPOSED + "3")


def test_an_administrator_made_by_command_signs_in_with_either(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", APART)
    call_command("createsuperuser", interactive=False, username="boss", email="boss@example.org", verbosity=0)
    assert get_user_model().objects.get().check_password(COMPOSED)


def test_marks_of_their_own_do_not_make_a_short_password_long():
    short = unicodedata.normalize("NFD", "éèêëàâ")
    assert "password1" in sign_up(Client(), "Zoe", password=short).context["form"].errors


def test_a_wrong_password_is_hashed_once(monkeypatch):
    member, asked = join("zoe"), []
    monkeypatch.setattr("django.contrib.auth.base_user.check_password", lambda *args: asked.append(args[0]))
    assert not member.check_password("plain letters")
    assert not member.check_password("pläin letters")
    assert len(asked) == 2
