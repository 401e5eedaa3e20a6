"""While somebody types a username, the page asks whether it is free."""

import pytest
from django.urls import reverse

from forum.limits.limit_table import LIMITS
from forum.site.models import SiteSettings

pytestmark = pytest.mark.django_db


def ask(client, username):
    return client.get(reverse("username-check"), {"username": username})


def test_a_free_name_is_free(client):
    assert ask(client, "zoe").json() == {"is_free": True, "words": "This username is free."}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ada", "taken"),
        ("ADA", "taken"),
        ("аda", "mixes letters"),  # a Cyrillic а
        ("àda", "taken"),
        ("adm1n", "reserved"),
        ("former-7", "reserved"),
        ("a b", "letters, digits"),
        ("-x", "letters, digits"),
        ("x" * 31, "letters, digits"),
        ("", "Enter"),
        (" ", "Enter"),
        ("a\x00b", "letters, digits"),
    ],
)
def test_a_name_that_the_form_would_refuse_is_not_and_the_words_are_the_forms(client, ada, name, words):
    answer = ask(client, name).json()
    assert not answer["is_free"]
    assert words in answer["words"]


def test_an_address_is_never_answered_for(client, ada):
    for address in (ada.email, "nobody@example.org"):
        assert ask(client, address).json() == ask(client, "who@example.org").json()


def test_nothing_is_said_while_sign_up_is_closed(client, ada):
    SiteSettings.objects.update_or_create(pk=1, defaults={"sign_up": "closed"})
    assert ask(client, "ada").status_code == ask(client, "zoe").status_code == 404


def test_asking_makes_no_session_and_is_kept_nowhere(client):
    answer = ask(client, "zoe")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert client.post(reverse("username-check")).status_code == 405


def test_one_network_asks_no_oftener_than_the_form_would_answer(client, ada, settings):
    most = LIMITS["username-check"].most
    assert most <= LIMITS["sign-up"].most
    answers = [ask(client, "ada").status_code for _ in range(most + 1)]
    assert answers == [200] * most + [429]
