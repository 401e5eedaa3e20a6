"""The box beside a text: whether its author wants to follow the topic."""

import re

import pytest

from forum.follows import following
from forum.follows.models import Follow, FollowPreference, Level
from forum.moderation import topic_acts
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db

TICKED = re.compile(r'<input[^>]*name="follow"[^>]*checked')


def is_ticked(page):
    assert 'name="follow"' in page
    assert 'name="follow_asked" value="1"' in page
    return bool(TICKED.search(page))


def reply(browser, topic, key="k1", body="Like this.", **fields):
    sent = {"body": body, "key": key, "board": topic.board_id} | fields
    return browser.post(f"{topic.get_absolute_url()}reply/", sent)


def begin(browser, board, key="k1", **fields):
    sent = {"title": "Which glue?", "body": "It must bend.", "key": key} | fields
    return browser.post(f"/b/{board.slug}/new/", sent)


def level(member, topic):
    """ "left", "muted" or the level."""
    follow = Follow.objects.filter(member=member, topic=topic).first()
    return follow and (follow.level if follow.is_active else follow.state)


ASKED = {"follow_asked": "1"}
TICK = ASKED | {"follow": "on"}


@pytest.mark.parametrize("prefers", [True, False])
def test_before_the_first_reply_the_box_is_as_one_prefers(as_, ben, topic, prefers):
    FollowPreference.objects.create(member=ben, follows_replied=prefers)
    assert is_ticked(as_(ben).get(topic.get_absolute_url()).text) == prefers


@pytest.mark.parametrize("prefers", [True, False])
def test_before_a_new_topic_the_box_is_as_one_prefers(as_, ben, board, prefers):
    FollowPreference.objects.create(member=ben, follows_started=prefers)
    assert is_ticked(as_(ben).get(f"/b/{board.slug}/new/").text) == prefers


def test_a_follower_finds_the_box_ticked_whatever_they_prefer(as_, ben, topic):
    FollowPreference.objects.create(member=ben, follows_replied=False)
    following.follow(ben, topic)
    assert is_ticked(as_(ben).get(topic.get_absolute_url()).text)


@pytest.mark.parametrize("act", [following.unfollow, following.mute])
def test_who_left_or_muted_finds_the_box_empty(as_, ben, topic, act):
    following.follow(ben, topic)
    act(ben, topic)
    assert not is_ticked(as_(ben).get(topic.get_absolute_url()).text)


def test_a_tick_follows_at_ones_usual_level(as_, ben, topic):
    FollowPreference.objects.create(member=ben, topic="weekly", follows_replied=False)
    reply(as_(ben), topic, **TICK)
    assert level(ben, topic) == "weekly"
    topic.refresh_from_db()
    assert topic.follower_count == 1


def test_no_tick_does_not_follow_whatever_one_prefers(as_, ben, topic):
    reply(as_(ben), topic, **ASKED)
    assert level(ben, topic) == Follow.State.LEFT
    topic.refresh_from_db()
    assert topic.follower_count == 0


def test_a_box_that_was_left_empty_is_empty_the_next_time(as_, ben, topic):
    browser = as_(ben)
    reply(browser, topic, **ASKED)
    assert not is_ticked(browser.get(topic.get_absolute_url()).text)
    reply(browser, topic, key="k2", body="And this.", **ASKED)
    reply(browser, topic, key="k3", body="Without a box.")
    assert level(ben, topic) == Follow.State.LEFT


def test_who_starts_a_topic_with_an_empty_box_finds_it_empty_beside_the_reply(as_, ben, board):
    browser = as_(ben)
    begin(browser, board, **ASKED)
    topic = Topic.objects.get()
    assert not is_ticked(browser.get(topic.get_absolute_url()).text)
    reply(browser, topic, key="k2")
    assert level(ben, topic) == Follow.State.LEFT


def test_an_empty_box_leaves_a_muted_topic_muted(as_, ben, topic):
    following.mute(ben, topic)
    reply(as_(ben), topic, **ASKED)
    assert level(ben, topic) == Follow.State.MUTED


@pytest.mark.parametrize("prefers", [True, False])
def test_where_no_box_was_shown_the_preference_decides(as_, ben, topic, prefers):
    FollowPreference.objects.create(member=ben, follows_replied=prefers)
    reply(as_(ben), topic)
    assert (level(ben, topic) is not None) == prefers


def test_a_follower_who_takes_the_tick_away_stops(as_, ben, topic):
    following.follow(ben, topic)
    reply(as_(ben), topic, **ASKED)
    assert level(ben, topic) == Follow.State.LEFT
    topic.refresh_from_db()
    assert topic.follower_count == 0


def test_a_follower_who_leaves_the_tick_keeps_the_level(as_, ben, topic):
    following.follow(ben, topic, "daily")
    reply(as_(ben), topic, **TICK)
    assert level(ben, topic) == "daily"
    topic.refresh_from_db()
    assert topic.follower_count == 1


@pytest.mark.parametrize("act", [following.unfollow, following.mute])
def test_leaving_is_remembered_and_a_reply_without_a_word_does_not_follow_again(as_, ben, topic, act):
    following.follow(ben, topic)
    act(ben, topic)
    before = level(ben, topic)
    reply(as_(ben), topic)
    reply(as_(ben), topic, key="k2", body="And this.", **ASKED)
    assert level(ben, topic) == before


@pytest.mark.parametrize("act", [following.unfollow, following.mute])
def test_a_tick_follows_again_even_after_leaving(as_, ben, topic, act):
    following.follow(ben, topic)
    act(ben, topic)
    reply(as_(ben), topic, **TICK)
    assert level(ben, topic) == "first"
    topic.refresh_from_db()
    assert topic.follower_count == 1


@pytest.mark.parametrize("act", [following.unfollow, following.mute])
def test_a_tick_follows_again_as_before(as_, ben, topic, act):
    following.follow(ben, topic, Level.WEEKLY, is_shown=False)
    act(ben, topic)
    reply(as_(ben), topic, **TICK)
    row = Follow.objects.get(member=ben, topic=topic)
    assert (row.level, row.is_shown) == (Level.WEEKLY, False)


def test_the_same_reply_sent_twice_follows_once(as_, ben, topic):
    browser = as_(ben)
    for _ in range(2):
        reply(browser, topic, **TICK)
    topic.refresh_from_db()
    assert (topic.post_count, topic.follower_count) == (2, 1)


@pytest.mark.parametrize(("fields", "followers"), [(TICK, 1), (ASKED, 0), ({}, 1)])
def test_a_new_topic_is_followed_as_its_box_says(as_, ben, board, fields, followers):
    assert begin(as_(ben), board, **fields).status_code == 303
    assert Topic.objects.get().follower_count == followers


@pytest.mark.parametrize("fields", [TICK, ASKED])
@pytest.mark.parametrize("way", [{"body": " "}, {"preview": "1"}])
def test_a_refused_or_previewed_reply_keeps_the_box(as_, ben, topic, fields, way):
    # One who prefers the opposite of what the box says, so that the page cannot be right by chance.
    FollowPreference.objects.create(member=ben, follows_replied="follow" not in fields)
    assert is_ticked(reply(as_(ben), topic, **(fields | way)).text) == ("follow" in fields)
    assert level(ben, topic) is None


@pytest.mark.parametrize("fields", [TICK, ASKED])
@pytest.mark.parametrize("way", [{"title": ""}, {"preview": "1"}])
def test_a_refused_or_previewed_new_topic_keeps_the_box(as_, ben, board, fields, way):
    FollowPreference.objects.create(member=ben, follows_started="follow" not in fields)
    assert is_ticked(begin(as_(ben), board, **(fields | way)).text) == ("follow" in fields)
    assert not Topic.objects.exists()


def test_a_reply_refused_by_a_lock_follows_nothing(as_, ben, mod, topic):
    topic_acts.lock(mod, topic)
    assert reply(as_(ben), topic, **TICK).status_code == 409
    assert level(ben, topic) is None
    topic.refresh_from_db()
    assert topic.follower_count == 0


@pytest.mark.parametrize("value", ["0", "false", "<b>", "x" * 5000])
def test_hostile_boxes_do_no_harm(as_, ben, topic, value):
    answer = reply(as_(ben), topic, follow=value, follow_asked=value)
    assert answer.status_code == 303
    topic.refresh_from_db()
    assert topic.follower_count <= 1


def test_an_edit_has_no_box(as_, ada, topic):
    assert 'name="follow"' not in as_(ada).get(f"/p/{topic.posts.get().pk}/edit/").text


def test_a_visitor_who_comes_back_from_signing_in_finds_text_and_box(as_, ben, topic):
    browser = as_()
    reply(browser, topic, body="Kept meanwhile.")
    browser.post("/accounts/login/", {"login": "ben", "password": "a-long-enough-phrase-42"})
    page = browser.get(topic.get_absolute_url()).text
    assert "Kept meanwhile." in page
    assert is_ticked(page)
