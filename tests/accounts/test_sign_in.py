from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from forum.follows.models import Follow
from tests.accounts.conftest import is_in, sign_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "login", ["ada", "ADA", "Ádа", " ada ", "ada@example.org", "Ada@EXAMPLE.org", "ａda@example.org"]
)
def test_members_sign_in_by_name_or_address_in_any_spelling(client, ada, login):
    assert sign_in(client, login)["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("login", "password"), [("ada", "wrong"), ("nobody", "wrong"), ("ada", ""), ("", ""), ("ada\x00", "x")]
)
def test_a_wrong_pair_lets_nobody_in(client, ada, login, password):
    assert sign_in(client, login, password).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(("known", "unknown"), [("ada", "eda"), ("ada@example.org", "eda@example.org")])
def test_a_wrong_password_and_an_unknown_name_get_the_same_page(as_, ada, known, unknown):
    def page(login):
        response = sign_in(as_(), login, "wrong")
        text = response.content.decode().replace(login, "…")
        return response.status_code, text.replace(str(response.context["csrf_token"]), "token")

    with time_machine.travel(timezone.now(), tick=False):  # forms carry when they were opened
        assert page(known) == page(unknown)


def test_looking_signs_nobody_in(client, ada):
    client.get(reverse("account_login"), {"login": "ada", "password": "a-long-enough-phrase-42"})
    assert not is_in(client)


def test_a_new_session_begins_and_keeps_what_the_visitor_had(client, ada):
    session = client.session
    session["drafts"] = {"reply:1": {"body": "What I wrote before."}}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client, "ada")
    assert client.session.session_key != session.session_key
    assert client.session["drafts"] == {"reply:1": {"body": "What I wrote before."}}


@pytest.mark.parametrize("way", [lambda c: sign_in(c, "ada"), sign_up])
def test_the_wish_to_follow_is_done_on_the_way_in(client, ada, topic, way):
    Follow.objects.all().delete()
    session = client.session
    session["follows"] = [["topic", topic.pk]]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    way(client)
    assert [follow.topic for follow in Follow.objects.all()] == [topic]
    assert "follows" not in client.session


def test_the_session_ends_with_the_browser_unless_asked_otherwise(as_, ada):
    browser, kept = as_(), as_()
    sign_in(browser, "ada")
    sign_in(kept, "ada", remember="on")
    assert browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert kept.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


def test_suspended_members_read_until_when_and_why(client, ada):
    ada.suspend(timezone.now() + timedelta(days=3), "Posted <b>adverts</b>.")
    response = sign_in(client, "ada")
    assert response.status_code == 403
    page = response.content.decode()
    assert "suspended" in page
    assert "Posted &lt;b&gt;adverts&lt;/b&gt;." in page
    assert ada.suspended_until.date().isoformat() in page
    assert not is_in(client)


def test_the_suspension_is_told_to_nobody_without_the_password(as_, ada, ben):
    ada.suspend(timezone.now() + timedelta(days=3), "Posted adverts.")
    suspended, other = sign_in(as_(), "ada", "wrong"), sign_in(as_(), "ben", "wrong")
    assert suspended.status_code == other.status_code == 200
    assert "suspended" not in suspended.content.decode()


def test_a_suspension_ends_the_session_and_ends_itself(as_, ada):
    client = as_(ada)
    ada.suspend(timezone.now() + timedelta(days=3), "Posted adverts.")
    assert not is_in(client)
    ada.suspend(timezone.now() - timedelta(seconds=1), "Posted adverts.")
    assert is_in(client)


@pytest.mark.parametrize(
    "state", [{"is_active": False}, {"closed_at": timezone.now()}, {"is_placeholder": True}]
)
def test_accounts_that_are_not_in_use_open_to_nobody(client, ada, state):
    type(ada).objects.filter(pk=ada.pk).update(**state)
    assert sign_in(client, "ada")["Location"] == reverse("account_inactive")
    assert not is_in(client)


def test_signing_out_is_a_post(as_, ada):
    client = as_(ada)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert not is_in(client)


def test_a_session_that_was_signed_out_is_dead_on_the_server(as_, ada):
    client, thief = as_(ada), as_()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert is_in(thief)
    client.post(reverse("account_logout"))
    assert not is_in(thief)


def test_signing_in_needs_the_token_of_our_own_form(as_, ada):
    client = as_()
    client.handler.enforce_csrf_checks = True
    assert sign_in(client, "ada").status_code == 403
    assert not is_in(client)


def test_the_page_has_what_it_needs(client):
    page = client.get(reverse("account_login"), {"next": "/latest/"}).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert f"{reverse('account_signup')}?next=%2Flatest%2F" in page
    assert f"{reverse('account_reset_password')}?next=%2Flatest%2F" in page


def test_members_are_sent_on_from_the_sign_in_page(as_, ada):
    assert as_(ada).get(reverse("account_login"), {"next": "/latest/"})["Location"] == "/latest/"
