"""Stopping many at once says how many, and one press brings all of them back as they were."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow
from forum.topics.models import Tag

pytestmark = pytest.mark.django_db

ADDRESS = "/following/"


@pytest.fixture
def follows(ada, eve, topic, board):
    """Eve follows one thing of each kind, each in her own way."""
    tag = Tag.objects.create(name="Glue", slug="glue")
    for thing, level, is_shown in (
        (topic, "every", False),
        (board, "weekly", True),
        (tag, "site", False),
        (ada, "daily", True),
    ):
        following.follow(eve, thing, level, is_shown=is_shown)
    long_ago = timezone.now() - timedelta(days=30)
    Follow.objects.filter(member=eve).update(created_at=long_ago, seen_at=long_ago)
    return list(Follow.objects.filter(member=eve))


def as_they_are(member):
    rows = Follow.objects.filter(member=member).order_by("pk")
    return list(rows.values_list("pk", "state", "level", "is_shown", "created_at", "seen_at", "mailed_at"))


def stop(browser, rows, query=""):
    """Press Unfollow or Unmute; return the page that follows, and where its Undo leads."""
    sent = {"follow": [row.pk for row in rows], "act": "stop"}
    page = browser.post(ADDRESS + query, sent, follow=True).text
    found = re.search(r'action="(/following/undo/[^"]*)"', page)
    return page, found[1].replace("&amp;", "&") if found else ""


def test_what_was_unfollowed_is_back_as_it_was_and_counts_again(as_, ada, eve, topic, board, follows):
    browser, before = as_(eve), as_they_are(eve)
    page, undo = stop(browser, follows)
    assert "Unfollowed 4." in page
    assert "4 changed" not in page
    assert not Follow.objects.active().filter(member=eve).exists()
    page = browser.post(undo, {"next": "/following/?kind=tag"}, follow=True)
    assert page.redirect_chain == [("/following/?kind=tag", 303)]
    assert "Following 4 again." in page.text
    assert as_they_are(eve) == before
    for thing in (ada, topic, board):
        thing.refresh_from_db()
        assert thing.follower_count == 1
    assert "Nothing changed." in browser.post(undo, follow=True).text


def test_what_was_unmuted_is_muted_again(as_, eve, board, topic):
    for thing in (board, topic):
        following.mute(eve, thing)
    browser, before = as_(eve), as_they_are(eve)
    page, undo = stop(browser, Follow.objects.filter(member=eve), "?kind=muted")
    assert "Unmuted 2." in page
    assert "Muted 2 again." in browser.post(undo, follow=True).text
    assert as_they_are(eve) == before


def test_muting_many_says_so(as_, eve, follows):
    sent = {"follow": [follows[0].pk, follows[1].pk], "act": "level", "level": "mute"}
    assert "Muted 2." in as_(eve).post(ADDRESS, sent, follow=True).text


def test_what_is_out_of_sight_meanwhile_is_not_followed_again(as_, eve, board, follows):
    browser = as_(eve)
    _page, undo = stop(browser, follows)
    apply_preset(board, Preset.STAFF)
    assert "2 of 4 are back." in browser.post(undo, follow=True).text
    assert {row.kind for row in Follow.objects.active().filter(member=eve)} == {"tag", "person"}


def test_what_was_chosen_anew_meanwhile_stays(as_, eve, topic, follows):
    browser = as_(eve)
    _page, undo = stop(browser, follows)
    following.follow(eve, topic, "weekly", is_shown=True)
    browser.post(undo)
    row = Follow.objects.of(topic).get(member=eve)
    assert (row.level, row.is_shown) == ("weekly", True)


def test_nobody_undoes_for_another_and_a_visitor_signs_in(as_, ben, eve, follows):
    _page, undo = stop(as_(eve), follows)
    before = as_they_are(eve)
    assert "Nothing changed." in as_(ben).post(undo, follow=True).text
    assert as_().post(undo).url.startswith("/accounts/login/")
    assert as_(eve).get(undo).status_code == 405
    assert as_they_are(eve) == before
    assert not Follow.objects.filter(member=ben).exists()


@pytest.mark.parametrize(
    "query",
    ["", "?follow=x", "?follow=-1.1e9", "?mute=" + "9" * 40, "?follow=%00", "?follow=1" + ".1" * 2000],
)
def test_made_up_addresses_change_nothing(query, as_, eve, follows):
    before = as_they_are(eve)
    assert as_(eve).post(f"/following/undo/{query}").status_code == 303
    assert as_they_are(eve) == before


def test_what_was_never_followed_is_not_followed_by_a_made_up_undo(as_, eve, board):
    following.mute(eve, board)
    following.unfollow(eve, board)
    row = Follow.objects.get(member=eve)
    as_(eve).post(f"/following/undo/?follow={row.pk}")
    assert not Follow.objects.active().exists()


def test_what_was_unmuted_in_its_row_is_muted_again(as_, eve, topic):
    following.mute(eve, topic)
    row, browser = Follow.objects.get(member=eve), as_(eve)
    answer = browser.post(ADDRESS, {"set": f"{row.pk} stop"}, headers={"x-requested-with": "fetch"})
    assert f'value="{row.pk} mute-again"' in answer.text
    browser.post(ADDRESS, {"set": f"{row.pk} mute-again"})
    assert Follow.objects.get(pk=row.pk).is_muted
