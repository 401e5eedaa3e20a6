import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.accounts.conftest import (
    SECRET,
    code_now,
    is_in,
    last_mail,
    link_in,
    sent_mails,
    show_oneself,
    sign_in,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "",
    "{}",
    "[]",
    "null",
    '"x"',
    "1",
    "{",
    '{"id": 1}',
    '{"response": []}',
    '{"response": {"userHandle": "%00"}}',
    "9" * 5_000,
    '{"id": ' + "9" * 5_000 + "}",
    "[" * 100_000,
    "[" * 60_000,
    '{"id": "' + "x" * 100_000 + '"}',
    '{"id": "\\ud800"}',
]


def answers():
    """Things that are no answer of an authenticator, from plain rubbish to nearly one."""
    nearly = {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "authenticatorData": "AAAA",
            "signature": "AAAA",
            "userHandle": "MQ",
        },
    }
    changed = [
        nearly | {"response": nearly["response"] | {"userHandle": handle}}
        for handle in (None, "", "zzzz", 7, "é")
    ]
    return HOSTILE + [
        json.dumps(answer) for answer in [nearly, *changed, nearly | {"rawId": 7}, nearly | {"response": 7}]
    ]


def test_an_app_is_set_up_and_asked_for(as_, ada, django_capture_on_commit_callbacks):
    client = as_(ada)
    show_oneself(client)
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(response["Location"]).context["unused_codes"]) == 10
    assert last_mail().subject == "Authenticator app turned on"
    again = as_()
    assert sign_in(again, "ada")["Location"] == reverse("mfa_authenticate")
    assert not is_in(again)


def test_the_code_lets_in_and_leads_back(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada", next="/latest/")
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()})["Location"] == "/latest/"
    assert is_in(client)


def test_the_code_of_the_last_half_minute_still_counts(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    client.post(reverse("mfa_authenticate"), {"code": code_now(-1)})
    assert is_in(client)


@pytest.mark.parametrize("code", ["000000", "", "abc", "٠٠٠٠٠٠", "\x00", "1" * 5000])
def test_a_wrong_code_lets_nobody_in(client, ada, with_app, code):
    with_app(ada)
    sign_in(client, "ada")
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert not is_in(client)


@pytest.mark.usefixtures("counting")
def test_a_code_counts_once(as_, ada, with_app):
    with_app(ada)
    first, second = as_(), as_()
    for client in (first, second):
        sign_in(client, "ada")
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_counts_once(as_, ada, with_app):
    with_app(ada)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = as_(), as_()
    for client in (first, second):
        sign_in(client, "ada")
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_the_second_step_cannot_be_left_out(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    for page in ("settings", "mfa_index", "account_email", "usersessions_list"):
        assert client.get(reverse(page))["Location"].startswith(reverse("account_login"))


def test_giving_up_the_second_step_ends_the_first(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    client.post(reverse("account_logout"), {"next": "/"})
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


def test_a_new_password_does_not_get_round_the_second_step(as_, ada, with_app):
    with_app(ada)
    client = as_()
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    form = client.get(link_in(last_mail(), "/key/"), follow=True)
    fields = {"password1": "another-long-phrase-7", "password2": "another-long-phrase-7"}
    assert client.post(form.request["PATH_INFO"], fields)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_suspension_between_the_steps_is_told_and_holds(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    ada.suspend(timezone.now() + timedelta(days=3), "Posted adverts.")
    response = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert response.status_code == 403
    assert "Posted adverts." in response.content.decode()
    assert not is_in(client)


def test_an_account_that_is_switched_off_between_the_steps_stays_shut(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()})["Location"] == reverse(
        "account_inactive"
    )
    assert not is_in(client)


@pytest.mark.parametrize("page", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_what_matters_asks_who_one_is(as_, ada, page):
    assert as_(ada).get(reverse(page))["Location"].startswith(reverse("account_reauthenticate"))


def test_turning_the_app_off_asks_and_tells(as_, ada, with_app):
    with_app(ada)
    client = as_(ada)
    assert client.post(reverse("mfa_deactivate_totp"))["Location"].startswith(
        reverse("account_reauthenticate")
    )
    show_oneself(client)
    client.get(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.exists()
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert last_mail().subject == "Authenticator app turned off"


def test_the_codes_are_shown_to_nobody_else(as_, ada, ben, with_app):
    with_app(ada)
    client = as_(ben)
    show_oneself(client)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 404


def test_the_key_of_another_is_out_of_reach(as_, ada, ben):
    key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Key", "credential": {}})
    client = as_(ben)
    show_oneself(client)
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(page, args=[key.pk]), {"name": "Mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Key"


@pytest.mark.parametrize("answer", answers())
def test_rubbish_instead_of_a_passkey_does_no_harm(client, ada, answer):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert response.status_code == 302
    assert not is_in(client)


def test_rubbish_instead_of_a_new_key_does_no_harm(as_, ada):
    client, place = as_(ada), reverse("mfa_add_webauthn")
    show_oneself(client)
    for answer in answers():
        client.get(place)
        assert client.post(place, {"name": "Key", "credential": answer}).status_code == 200, answer
        assert not Authenticator.objects.exists()


@pytest.mark.parametrize("form", settings.MFA_FORMS.values())
def test_no_form_for_keys_stumbles_over_numbers_without_end(form):
    field = import_string(form).base_fields["credential"]
    for answer in ("9" * 5_000, "[" * 60_000, "[" * 100_000):
        with pytest.raises(ValidationError):
            field.clean(answer)


@pytest.mark.parametrize("answer", answers())
def test_rubbish_as_a_second_step_does_no_harm(client, ada, with_app, answer):
    with_app(ada)
    sign_in(client, "ada")
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": answer}).status_code == 200
    assert not is_in(client)


def test_members_whose_address_is_not_confirmed_may_protect_their_account_too(as_, ada):
    """Before EMAIL_URL is set nobody's address is; the staff must be able to have a second factor all the same."""
    client = as_(ada)
    show_oneself(client)
    client.get(reverse("account_email"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert not sent_mails()
