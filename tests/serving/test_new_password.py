"""manage.py new_password: a new password, shown once, and an end to every session."""

import io
import logging

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from forum.members.closing_accounts import close
from forum.notifications.models import Notification

pytestmark = pytest.mark.django_db


def new_password(*words, **options):
    said = io.StringIO()
    call_command("new_password", *words, stdout=said, **options)
    return said.getvalue()


def shown_in(said):
    return said.splitlines()[1].strip()


def test_the_password_that_is_shown_lets_them_in(ada):
    password = shown_in(new_password("ada"))
    ada.refresh_from_db()
    assert ada.check_password(password)
    assert len(password) == 23
    assert password != shown_in(new_password("ada"))


def test_they_are_signed_out_everywhere_and_told(as_, ada):
    browser = as_(ada)
    assert browser.get("/settings/").status_code == 200
    new_password("ada")
    assert browser.get("/settings/").status_code == 302
    assert Notification.objects.get(member=ada).kind == "security"


def test_it_is_logged_without_the_password(ada, caplog):
    with caplog.at_level(logging.INFO, "forum"):
        said = new_password("ada")
    assert "ada has a new password" in caplog.text
    assert shown_in(said) not in caplog.text


def test_the_name_may_be_spelt_as_at_sign_in(ada):
    assert "password of ada" in new_password("@Ada")


def test_nobody_of_that_name(db):
    with pytest.raises(CommandError, match="No member is called “nobody”"):
        new_password("nobody")


def test_a_closed_account_stays_closed(ada, root):
    close(ada)
    name = get_user_model().objects.get(pk=ada.pk).username
    with pytest.raises(CommandError, match="is closed"):
        new_password(name)


def test_an_imported_member_has_no_account_yet(ada):
    get_user_model().objects.filter(pk=ada.pk).update(is_placeholder=True)
    with pytest.raises(CommandError, match="came with an import"):
        new_password("ada")


def test_asked_for_one_it_takes_that_and_shows_nothing(ada, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("seven green umbrellas 9\n"))
    said = new_password("ada", ask=True)
    ada.refresh_from_db()
    assert ada.check_password("seven green umbrellas 9")
    assert "umbrellas" not in said


def test_a_weak_one_is_refused_and_nothing_changes(ada, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    before = ada.password
    with pytest.raises(CommandError, match="too short"):
        new_password("ada", ask=True)
    ada.refresh_from_db()
    assert ada.password == before


def test_it_says_what_stays_in_the_words_of_the_pages(ada):
    assert "Two-factor authentication stays as it is." in new_password("ada")
