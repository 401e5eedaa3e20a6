"""What a member prefers about following, and whom they ignore."""

import pytest
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Follow, FollowPreference, Level

pytestmark = pytest.mark.django_db

FOLLOWING, AUTOMATIC, IGNORED = "/settings/following/", "/settings/following/automatic/", "/settings/ignored/"
PRIVACY = "/settings/privacy/"
ALL = {"topic": "site", "board": "every", "tag": "weekly", "person": "daily"}


def test_the_level_one_prefers_is_the_one_that_following_begins_with(as_, ada, eve, topic, board):
    browser = as_(eve)
    assert browser.post(FOLLOWING, ALL).status_code == 303
    for thing in (topic, board, ada):
        following.follow(eve, thing)
    assert {row.kind: row.level for row in Follow.objects.filter(member=eve)} == {
        "topic": "site", "board": "every", "person": "daily",
    }  # fmt: skip


def test_boxes_that_are_empty_switch_off_what_happens_automatically(as_, eve):
    as_(eve).post(AUTOMATIC)
    preference = FollowPreference.objects.get(member=eve)
    assert (preference.follows_started, preference.follows_replied) == (False, False)
    assert preference.is_shown


def test_each_form_leaves_the_others_as_they_are(as_, eve):
    browser = as_(eve)
    browser.post(FOLLOWING, ALL)
    browser.post(PRIVACY, {})
    browser.post(AUTOMATIC, {"follows_started": "on"})
    preference = FollowPreference.objects.get(member=eve)
    assert (preference.topic, preference.follows_started, preference.follows_replied, preference.is_shown) == (
        "site", True, False, False,
    )  # fmt: skip


def test_who_hides_when_they_were_last_seen_leaves_no_trace_of_it(as_, eve):
    type(eve).objects.filter(pk=eve.pk).update(last_seen_at=timezone.now())
    assert as_(eve).post(PRIVACY, {"is_shown": "on"}).status_code == 303
    eve.refresh_from_db()
    assert (eve.hides_last_seen, eve.last_seen_at) == (True, None)
    as_(eve).post(PRIVACY, {"is_shown": "on", "shows_last_seen": "on"})
    eve.refresh_from_db()
    assert not eve.hides_last_seen


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/settings/following/", "/settings/notifications/#levels"),
        ("/settings/following/automatic/", "/settings/notifications/#automatic"),
        ("/settings/emails/", "/settings/notifications/#emails"),
        ("/settings/ignored/", "/settings/privacy/#ignored"),
        ("/settings/profile/", "/settings/"),
    ],
)
def test_addresses_of_what_is_part_of_a_page_lead_there(as_, eve, old, new):
    assert as_(eve).get(old).url == new


@pytest.mark.parametrize("wrong", ["mute", "left", "", "hourly"])
def test_a_level_that_is_none_is_refused_beside_its_field(wrong, as_, eve):
    answer = as_(eve).post(FOLLOWING, ALL | {"topic": wrong})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert not FollowPreference.objects.exists()


def test_the_settings_are_for_members(as_, db):
    for address in (FOLLOWING, AUTOMATIC, IGNORED, PRIVACY, "/settings/reading/", "/settings/account/"):
        assert as_().get(address).url.startswith("/accounts/login/")
        assert as_().post(address).url.startswith("/accounts/login/")


def test_somebody_is_ignored_by_name_and_no_longer_ignored(as_, ada, eve):
    browser = as_(eve)
    assert browser.post(IGNORED, {"username": "@ADA"}).status_code == 303
    row = Follow.objects.get(member=eve)
    assert (row.person, row.state) == (ada, Follow.State.MUTED)
    assert "Ada Lindqvist" in browser.get(PRIVACY).text
    assert browser.post("/u/ada/stop-ignoring/", {"next": PRIVACY}).url == PRIVACY
    assert "You don’t ignore anyone." in browser.get(PRIVACY).text


def test_somebody_who_is_followed_and_then_ignored_is_followed_no_more(as_, ada, eve):
    following.follow(eve, ada)
    as_(eve).post(IGNORED, {"username": "ada"})
    ada.refresh_from_db()
    assert ada.follower_count == 0


@pytest.mark.parametrize("name", ["", "nobody-here", "eve", "x" * 101, "a\x00b", "@"])
def test_a_name_that_cannot_be_ignored_is_refused_with_a_sentence(name, as_, eve):
    answer = as_(eve).post(IGNORED, {"username": name})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert not Follow.objects.exists()


def test_stopping_to_ignore_twice_or_whom_one_follows_changes_nothing(as_, ada, eve):
    following.follow(eve, ada, Level.EVERY)
    browser = as_(eve)
    for _click in range(2):
        assert browser.post("/u/ada/stop-ignoring/").status_code == 303
    assert Follow.objects.active().filter(member=eve).exists()
    assert browser.get("/u/ada/stop-ignoring/").status_code == 405
    assert browser.post("/u/nobody/stop-ignoring/").status_code == 404


def test_nobody_else_learns_whom_one_ignores(as_, ada, eve):
    following.mute(eve, ada)
    for reader in (None, ada):
        for page in ("/u/ada/", "/u/ada/followers/", "/u/eve/"):
            text = as_(reader).get(page).text
            assert "Muted" not in text
            assert "Unmute" not in text


@pytest.mark.parametrize(
    ("address", "part"),
    [
        (IGNORED, PRIVACY),
        (FOLLOWING, "/settings/notifications/"),
        ("/settings/emails/", "/settings/notifications/"),
    ],
)
def test_what_is_refused_is_answered_in_its_part_of_the_settings(as_, eve, address, part):
    page = as_(eve).post(address, {"topic": "x"})
    assert page.status_code == 422
    assert f'<a href="{part}" aria-current="page">' in page.text
