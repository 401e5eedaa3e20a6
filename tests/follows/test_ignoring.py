"""Ignoring a member from their page: by one button, taken back by another, and nobody is told."""

import pytest

from forum.follows import following
from forum.follows.models import Follow
from forum.members import closing_accounts

pytestmark = pytest.mark.django_db

State = Follow.State


def state(member, person):
    return Follow.objects.filter(member=member, person=person).values_list("state", flat=True).first()


def test_somebody_is_ignored_and_that_can_be_undone(as_, ada, eve):
    browser = as_(eve)
    assert browser.post("/u/ada/ignore/").url == "/u/ada/"
    assert state(eve, ada) == State.MUTED
    page = browser.get("/u/ada/").text
    assert "You ignore Ada Lindqvist (@ada)." in page
    assert 'action="/u/ada/unfollow/"' in page
    assert "Stop ignoring" in page
    browser.post("/u/ada/unfollow/")
    assert state(eve, ada) == State.LEFT


def test_undoing_follows_again_whom_one_followed(as_, ada, eve):
    following.follow(eve, ada, "weekly")
    browser = as_(eve)
    browser.post("/u/ada/ignore/")
    assert 'action="/u/ada/follow/"' in browser.get("/u/ada/").text
    browser.post("/u/ada/follow/")
    assert Follow.objects.get(member=eve).is_at("weekly")


def test_ignoring_twice_is_once_and_says_it_once(as_, ada, eve):
    browser = as_(eve)
    for _click in range(2):
        assert browser.post("/u/ADA/ignore/", {"next": "/latest/"}).url == "/latest/"
    assert browser.get("/latest/").text.count("You ignore Ada Lindqvist") == 1
    assert browser.post("/u/ada/stop-ignoring/").url == "/u/ada/"
    assert "You no longer ignore Ada Lindqvist" in browser.get("/latest/").text


def test_nobody_ignores_themselves_a_stranger_or_who_has_left(as_, ada, eve, root):
    browser = as_(eve)
    assert browser.post("/u/eve/ignore/").status_code == 403
    assert browser.post("/u/nobody/ignore/").status_code == 404
    closing_accounts.close(ada)
    assert browser.post(f"/u/former-{ada.pk}/ignore/").status_code == 404
    assert not Follow.objects.exists()


def test_visitors_sign_in_first_and_a_link_ignores_nobody(as_, ada, eve):
    for act in ("ignore", "stop-ignoring"):
        assert as_().post(f"/u/ada/{act}/").url.startswith("/accounts/login/")
        assert as_(eve).get(f"/u/ada/{act}/").status_code == 405
    assert not Follow.objects.exists()


def test_members_are_not_muted_but_ignored(as_, ada, eve):
    page = as_(eve).get("/u/ada/").text
    assert "Mute" not in page
    assert as_(eve).post("/u/ada/follow/", {"level": "mute"}).status_code == 422
    assert not Follow.objects.exists()


def test_names_are_suggested_to_members_only(as_, ada, ben, eve):
    found = as_(eve).get("/members/suggestions/", {"q": "@Ada l"}).json()["members"]
    assert found == [{"username": "ada", "name": "Ada Lindqvist"}]
    assert as_(eve).get("/members/suggestions/", {"q": "BE"}).json()["members"][0]["username"] == "ben"
    for nothing in ("", "@", "\x00", "eve", "zz", "%"):
        assert as_(eve).get("/members/suggestions/", {"q": nothing}).json() == {"members": []}
    assert as_().get("/members/suggestions/", {"q": "ad"}).status_code == 403


def test_undoing_from_the_settings_follows_again_whom_one_followed(as_, ada, eve):
    following.follow(eve, ada, "weekly")
    browser = as_(eve)
    browser.post("/settings/ignored/", {"username": "ada"})
    assert 'action="/u/ada/follow/"' in browser.get("/settings/privacy/").text
    browser.post("/settings/ignored/", {"username": "ada"})
    page = browser.get("/settings/privacy/").text
    assert "You ignore Ada Lindqvist" in page
    assert 'action="/u/ada/unfollow/"' not in page
