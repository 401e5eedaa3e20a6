"""Following topics, boards, tags and members: one control and one set of acts for all of them."""

import re

import pytest
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import CHOICES, Follow, FollowPreference, Level, kind_of
from forum.jobs.models import Job
from forum.members import closing_accounts
from tests.follows.things import count_of, mute, place_of, send

pytestmark = pytest.mark.django_db


def row_of(member, thing):
    return Follow.objects.of(thing).get(member=member)


def chosen(page):
    return re.findall(r'name="level" value="(\w+)" (?:aria-current="true"|data-default)', page)


def unmute_label(thing):
    return "Stop ignoring" if kind_of(thing) == "person" else "Unmute"


def test_one_follows_at_ones_usual_level_and_everybody_sees_the_count(as_, ben, thing):
    answer = send(as_(ben), thing)
    assert (answer.status_code, answer.url) == (303, place_of(thing))
    assert count_of(thing) == 1
    assert row_of(ben, thing).level == getattr(FollowPreference(), kind_of(thing))
    assert "Followers <b>1</b>" in as_().get(place_of(thing)).text
    page = as_(ben).get(place_of(thing)).text
    assert "Unfollow" in page
    assert "Sign in to follow this" not in page


def test_ones_usual_level_is_as_one_prefers_it(as_, ben, thing):
    FollowPreference.objects.create(
        member=ben, topic="weekly", board="weekly", tag="weekly", person="weekly", is_shown=False
    )
    assert set(chosen(as_(ben).get(place_of(thing)).text)) == {"weekly"}
    send(as_(ben), thing)
    assert (row_of(ben, thing).level, row_of(ben, thing).is_shown) == ("weekly", False)


@pytest.mark.parametrize("level", Level)
def test_one_chooses_a_level_and_finds_it_chosen(as_, ben, thing, level):
    browser = as_(ben)
    send(browser, thing, level=level)
    assert row_of(ben, thing).level == level
    assert set(chosen(browser.get(place_of(thing)).text)) == {level}
    assert count_of(thing) == 1


def test_another_level_counts_nobody_twice_and_keeps_the_date(as_, ben, thing):
    browser = as_(ben)
    send(browser, thing, level="every")
    before = row_of(ben, thing)
    send(browser, thing, level="daily")
    after = row_of(ben, thing)
    assert (after.pk, after.level, after.created_at) == (before.pk, "daily", before.created_at)
    assert count_of(thing) == 1


def test_following_again_without_a_level_keeps_the_one_there_is(as_, ben, thing):
    browser = as_(ben)
    send(browser, thing, level="site")
    send(browser, thing)
    assert row_of(ben, thing).level == "site"


def test_what_is_muted_is_not_followed_and_says_so_to_its_owner_alone(as_, ben, nia, thing):
    mute(as_(ben), thing)
    assert row_of(ben, thing).is_muted
    assert count_of(thing) == 0
    assert unmute_label(thing) in as_(ben).get(place_of(thing)).text
    for reader in (None, nia):
        page = as_(reader).get(place_of(thing)).text
        assert unmute_label(thing) not in page
        assert "Followers <b>0</b>" in page
        assert "ben" not in as_(reader).get(f"{place_of(thing)}followers/").text


def test_muting_what_one_followed_takes_one_off_the_count(as_, ben, thing):
    browser = as_(ben)
    send(browser, thing)
    mute(browser, thing)
    assert count_of(thing) == 0
    send(browser, thing, level="daily")
    assert (count_of(thing), row_of(ben, thing).level) == (1, "daily")


def test_what_is_unmuted_is_neither_muted_nor_followed(as_, ben, thing):
    browser = as_(ben)
    mute(browser, thing)
    said = "You’re no longer ignoring this member." if kind_of(thing) == "person" else "Unmuted."
    assert said in browser.post(f"{place_of(thing)}unfollow/", follow=True).text
    assert row_of(ben, thing).state == Follow.State.LEFT
    assert count_of(thing) == 0


def test_stopping_is_said_as_often_as_one_likes_and_remembered(as_, ben, thing):
    browser = as_(ben)
    send(browser, thing)
    for _ in range(2):
        assert send(browser, thing, "unfollow").status_code == 303
    assert (count_of(thing), row_of(ben, thing).state) == (0, Follow.State.LEFT)


def test_stopping_what_one_never_followed_leaves_nothing_behind(as_, ben, thing):
    assert send(as_(ben), thing, "unfollow").status_code == 303
    assert not Follow.objects.exists()


@pytest.mark.parametrize("level", ["left", "asked", "EVERY", "<b>", "\x00", "x" * 5000])
def test_a_level_that_is_none_changes_nothing_and_says_so(as_, ben, thing, level):
    answer = send(as_(ben), thing, level=level)
    assert answer.status_code == 422
    assert "There is no such choice" in answer.text
    assert not Follow.objects.exists()


def test_the_box_says_whether_the_name_is_shown_and_no_box_says_nothing(as_, ben, thing):
    browser = as_(ben)
    send(browser, thing, level="daily", shown_asked="1")
    assert not row_of(ben, thing).is_shown
    send(browser, thing, level="every")
    assert not row_of(ben, thing).is_shown
    send(browser, thing, shown_asked="1", shown="1")
    assert row_of(ben, thing).is_shown


@pytest.mark.parametrize("act", ["follow", "unfollow"])
def test_looking_at_the_address_of_an_act_changes_nothing(as_, ben, thing, act):
    following.follow(ben, thing, "daily")
    assert as_(ben).get(f"{place_of(thing)}{act}/").status_code == 405
    assert row_of(ben, thing).level == "daily"


@pytest.mark.parametrize("act", ["follow", "unfollow"])
def test_one_comes_back_to_the_page_one_was_on_and_to_no_other_site(as_, ben, thing, act):
    here = f"{place_of(thing)}?page=1"
    assert send(as_(ben), thing, act, next=here).url == here
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
    ):
        assert send(as_(ben), thing, act, next=elsewhere).url == place_of(thing)


def test_a_visitors_page_leads_back_to_itself(as_, thing):
    answer = as_().get(place_of(thing))
    assert "Sign in to follow this" in answer.text
    assert f'name="next" value="{place_of(thing)}"' in answer.text
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.text


def test_what_is_not_there_is_not_found(as_, ben, db):
    for place in ("/t/999-x/", "/b/nowhere/", "/tag/nothing/", "/u/nobody/"):
        for act in ("follow", "unfollow"):
            assert as_(ben).post(f"{place}{act}/").status_code == 404
            assert as_().post(f"{place}{act}/").status_code == 404
        assert as_(ben).get(f"{place}followers/").status_code == 404


def test_a_board_out_of_sight_is_neither_followed_nor_left_nor_looked_at(as_, ben, root, staff_board):
    following.follow(root, staff_board)
    for act in ("follow", "unfollow"):
        assert send(as_(ben), staff_board, act).status_code == 404
        assert send(as_(), staff_board, act).status_code == 404
    assert as_(ben).get(f"{place_of(staff_board)}followers/").status_code == 404
    assert count_of(staff_board) == 1


def test_a_board_that_is_made_private_is_out_of_its_followers_reach(as_, ben, board):
    following.follow(ben, board)
    apply_preset(board, Preset.STAFF)
    assert send(as_(ben), board, level="daily").status_code == 404


def test_nobody_follows_themselves(as_, ben):
    answer = send(as_(ben), ben)
    assert answer.status_code == 403
    assert send(as_(ben), ben, level="mute").status_code == 403
    assert not Follow.objects.exists()
    page = as_(ben).get(place_of(ben)).text
    assert 'action="/u/ben/follow/"' not in page
    assert "Followers <b>0</b>" in page


def test_somebody_who_has_left_is_not_followed(as_, ben, eve):
    closing_accounts.close(eve)
    assert as_(ben).post("/u/eve/follow/").status_code == 404
    assert as_(ben).post(f"/u/former-{eve.pk}/follow/").status_code == 404
    assert following.follow(ben, eve) is None


def test_a_member_is_told_of_a_new_follower_once_and_of_being_muted_never(as_, ben, eve):
    Job.objects.all().delete()
    mute(as_(ben), eve)
    assert not Job.objects.filter(name="member.followed").exists()
    send(as_(ben), eve, level="daily")
    send(as_(ben), eve, level="every")
    assert Job.objects.filter(name="member.followed").count() == 1


def test_choosable_is_what_the_menu_offers(as_, ben, thing):
    page = as_(ben).get(place_of(thing)).text
    values = re.findall(r'name="level" value="(\w+)"', page)
    choices = list(Level.values) if kind_of(thing) == "person" else list(CHOICES)
    assert values[: len(CHOICES)] == choices
    assert ("Every post" in page) == (kind_of(thing) == "topic")
    assert ("Every new topic" in page) == (kind_of(thing) != "topic")


def test_a_change_of_level_does_not_undo_what_the_worker_noted_meanwhile(ben, thing, monkeypatch):
    following.follow(ben, thing, "first")
    read_before, noted_at = row_of(ben, thing), timezone.now()
    Follow.objects.update(mailed_at=noted_at)
    monkeypatch.setattr(Follow, "find_or_new", lambda member, thing: read_before)
    following.follow(ben, thing, "daily")
    assert (row_of(ben, thing).level, row_of(ben, thing).mailed_at) == ("daily", noted_at)


@pytest.mark.parametrize("act", [following.unfollow, following.mute])
def test_following_again_is_as_it_was_before(act, as_, ben, thing):
    following.follow(ben, thing, Level.WEEKLY, is_shown=False)
    act(ben, thing)
    if act is following.unfollow:
        assert set(chosen(as_(ben).get(place_of(thing)).text)) == {"weekly"}
    send(as_(ben), thing)
    assert (row_of(ben, thing).level, row_of(ben, thing).is_shown) == (Level.WEEKLY, False)


def test_who_prefers_to_be_unnamed_meanwhile_is_not_named_by_following_again(as_, ben, thing):
    following.follow(ben, thing, is_shown=True)
    following.unfollow(ben, thing)
    FollowPreference.objects.create(member=ben, is_shown=False)
    send(as_(ben), thing)
    assert not row_of(ben, thing).is_shown


def test_who_muted_first_and_follows_then_does_so_as_they_prefer(ben, thing):
    following.mute(ben, thing)
    usual = dict.fromkeys(("topic", "board", "tag", "person"), Level.SITE)
    FollowPreference.objects.create(member=ben, is_shown=False, **usual)
    following.unfollow(ben, thing)
    row = following.follow(ben, thing)
    assert (row.level, row.is_shown) == (Level.SITE, False)
