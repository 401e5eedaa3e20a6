"""What a board asks of those who write on it: its rules, its tags, and time between two posts."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.models import Board
from forum.moderation import slow_acts, topic_acts, undoing
from forum.moderation.models import LogEntry
from forum.moderation.quiet_topics import lock_quiet_topics
from forum.posts.models import PendingPost, Post
from forum.topics import board_tags
from forum.topics.models import Tag, Topic
from tests.admin.conftest import address
from tests.admin.test_boards import fields
from tests.conftest import opened
from tests.posts.test_waiting import send_reply, send_topic, sets

CHANGE = "boards_board_change"


@pytest.fixture
def tags(db):
    return [Tag.objects.create(name=name, slug=name.lower()) for name in ("Sails", "Oars", "Tar")]


def save_board(browser, board, **more):
    answer = browser.post(address(CHANGE, board.pk), fields(board, **more))
    board.refresh_from_db()
    return answer


def test_the_rules_are_shown_where_people_write(as_, root, ben, topic, board):
    assert save_board(as_(root), board, rules="Be **kind**.").status_code == 302
    for place in (topic.get_absolute_url(), f"/b/{board.slug}/new/", f"/start/?board={board.slug}"):
        assert "Be <strong>kind</strong>." in as_(ben).get(place).text
    assert "Be <strong>kind</strong>." not in as_(ben).get("/start/").text


def test_a_board_without_rules_shows_none(as_, ben, topic, board):
    assert "Rules of" not in as_(ben).get(topic.get_absolute_url()).text


def test_rules_that_cannot_be_rendered_are_refused_beside_their_field(as_, root, board):
    answer = save_board(as_(root), board, rules="x" * 5_001)
    assert answer.status_code == 200
    assert board.rules == ""


def test_the_tags_of_a_board_are_set_on_its_page(as_, root, board, tags):
    save_board(as_(root), board, allowed_tags=[tags[0].pk, tags[1].pk], fewest_tags="1")
    assert board_tags.rules_of(board) == board_tags.TagRules(frozenset([tags[0].pk, tags[1].pk]), 1)
    page = as_(root).get(address(CHANGE, board.pk)).text
    assert f'<option value="{tags[0].pk}" selected>' in page
    save_board(as_(root), board)
    assert board_tags.rules_of(board) == board_tags.TagRules()


def test_only_the_tags_of_a_board_are_offered_and_taken_there(as_, ben, board, tags):
    board_tags.set_rules(board, tags[:1], 0)
    page = as_(ben).get(f"/b/{board.slug}/new/").text
    assert "Sails" in page and "Tar" not in page
    answer = send_topic(as_(ben), board, tags=["tar"])
    assert answer.status_code == 422
    assert "Which **boat**?" in answer.text
    assert not Topic.objects.exists()
    assert send_topic(as_(ben), board, tags=["sails"]).status_code == 303


def test_a_topic_with_too_few_tags_comes_back_and_says_how_many(as_, ben, board, tags):
    board_tags.set_rules(board, [], 2)
    answer = send_topic(as_(ben), board, tags=["tar"])
    assert answer.status_code == 422
    assert "Choose at least 2 tags." in answer.text
    assert send_topic(as_(ben), board, tags=["tar", "oars"]).status_code == 303


def test_tags_are_those_of_the_board_that_is_chosen_on_the_form(as_, ben, board, tags):
    other = opened("Other", "public")
    board_tags.set_rules(board, tags[:1], 1)
    sent = {"title": "Of boats", "body": "Which?", "tags": ["tar"]}
    for chosen, status in ((board, 422), (other, 303)):
        answer = as_(ben).post("/start/", sent | {"board": chosen.pk, "key": uuid.uuid4().hex})
        assert answer.status_code == status


def test_an_edit_keeps_tags_that_the_board_does_not_have_any_more(as_, ben, board, tags, start):
    topic = start(ben, board, tags=[tags[2]])
    board_tags.set_rules(board, tags[:1], 0)
    sent = {"title": topic.title, "body": "Other words.", "base": 1, "tags": ["tar", "sails"]}
    edit = f"/p/{topic.posts.get().pk}/edit/"
    assert as_(ben).post(edit, sent | {"tags": ["oars"]}).status_code == 422
    assert as_(ben).post(edit, sent).status_code == 303
    assert set(topic.tags.all()) == {tags[0], tags[2]}


def earlier(post, **ago):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(**ago))


def test_in_slow_mode_a_member_posts_once_in_so_many_minutes(as_, ben, board, topic, start):
    sets(board, slow_minutes=10)
    other = start(topic.author, opened("Other", "public"))
    assert send_reply(as_(ben), topic, "One.").status_code == 303
    answer = send_reply(as_(ben), topic, "Two.")
    assert (answer.status_code, answer["Retry-After"].isdigit()) == (429, True)
    assert "Slow mode: one post in 10 minutes here. Wait 10 minutes" in answer.text
    assert ">\nTwo.</textarea>" in answer.text
    assert send_topic(as_(ben), board).status_code == 429
    assert send_reply(as_(ben), other, "Elsewhere.").status_code == 303
    earlier(topic.posts.get(author=ben), minutes=10, seconds=1)
    assert send_reply(as_(ben), topic, "Two.").status_code == 303


def test_slow_mode_counts_what_waits(as_, ben, board, topic):
    sets(board, slow_minutes=10, approves_replies=True)
    send_reply(as_(ben), topic, "One.")
    assert send_reply(as_(ben), topic, "Two.").status_code == 429
    assert PendingPost.objects.count() == 1


def test_slow_mode_is_not_for_moderators(as_, mod, board, topic):
    sets(board, slow_minutes=10)
    for body in ("One.", "Two."):
        assert send_reply(as_(mod), topic, body).status_code == 303


def test_an_emptied_number_is_none(as_, root, board):
    save_board(as_(root), board, slow_minutes="5", approves_first_posts="2")
    assert (board.slow_minutes, board.approves_first_posts) == (5, 2)
    save_board(as_(root), board, slow_minutes="", approves_first_posts="")
    assert (board.slow_minutes, board.approves_first_posts) == (0, 0)
    assert Board.objects.count() == 1


def test_a_board_can_lead_elsewhere(as_, root, ben, board, topic):
    elsewhere = "https://shop.example/?a=1"
    answer = save_board(as_(root), board, leads_to=elsewhere)
    assert "Switch off “people can start topics here” first" in answer.text
    said = fields(board, leads_to=elsewhere)
    del said["takes_topics"]
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 302
    for reader in (ben, None):
        answer = as_(reader).get(board.get_absolute_url())
        assert (answer.status_code, answer.url) == (302, elsewhere)
        assert as_(reader).get(topic.get_absolute_url()).status_code == 200


def test_where_a_board_leads_is_told_to_nobody_who_does_not_see_it(as_, ben, staff_board):
    sets(staff_board, leads_to="https://shop.example/")
    assert as_(ben).get(staff_board.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address_there", ["javascript:alert(1)", "//shop.example/", "shop"])
def test_a_board_leads_to_pages_alone(address_there, as_, root, board):
    said = fields(board, leads_to=address_there)
    del said["takes_topics"]
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 200
    board.refresh_from_db()
    assert board.leads_to == ""


def quiet_for(topic, **ago):
    Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - timedelta(**ago))


def test_topics_without_a_post_for_so_many_days_are_locked_and_say_why(as_, ada, ben, board, start):
    quiet, busy, pinned = (start(ada, board, title=title) for title in ("Quiet", "Busy", "Pinned"))
    elsewhere = start(ada, opened("Other", "public"))
    sets(board, locks_after_days=30)
    for topic in (quiet, pinned, elsewhere):
        quiet_for(topic, days=31)
    quiet_for(busy, days=29)
    pinned.pin(ada)
    lock_quiet_topics()
    assert [topic.title for topic in Topic.objects.exclude(locked_at=None)] == ["Quiet"]
    page = as_(ben).get(quiet.get_absolute_url()).text
    assert "Nobody posted here for 30 days." in page
    assert send_reply(as_(ben), quiet).status_code == 409


def test_what_a_moderator_unlocked_stays_open_for_as_long_again(mod, ada, board, topic):
    sets(board, locks_after_days=30)
    quiet_for(topic, days=31)
    lock_quiet_topics()
    topic.refresh_from_db()
    topic_acts.unlock(mod, topic)
    lock_quiet_topics()
    topic.refresh_from_db()
    assert not topic.is_locked
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=31))
    lock_quiet_topics()
    topic.refresh_from_db()
    assert topic.is_locked


def test_a_topic_alone_is_slowed_down_until_a_time(as_, ada, ben, mod, board, topic, start):
    other = start(ada, board)
    until = (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    answer = as_(mod).post(f"{topic.get_absolute_url()}slow-mode/", {"minutes": "10", "until": until})
    assert answer.status_code == 303
    assert "Slow mode: one reply of yours in 10 minutes." in as_(ben).get(topic.get_absolute_url()).text
    assert send_reply(as_(ben), topic, "One.").status_code == 303
    assert send_reply(as_(ben), topic, "Two.").status_code == 429
    assert send_reply(as_(ben), other, "Elsewhere.").status_code == 303
    Topic.objects.filter(pk=topic.pk).update(slow_until=timezone.now() - timedelta(seconds=1))
    assert send_reply(as_(ben), topic, "Two.").status_code == 303


def test_slow_mode_of_a_topic_is_ended_and_started_again_by_undo(mod, topic):
    slow_acts.slow(mod, topic, minutes=5)
    slow_acts.end_slow(mod, topic)
    topic.refresh_from_db()
    assert not topic.is_slow
    assert undoing.undo(mod, LogEntry.objects.get(act="end-slow-mode"))
    topic.refresh_from_db()
    assert (topic.is_slow, topic.slow_minutes) == (True, 5)


@pytest.mark.parametrize(
    "sent", [{"minutes": "0"}, {"minutes": "99999"}, {"minutes": "5", "until": "2001-01-01T00:00"}]
)
def test_nonsense_of_slow_mode_comes_back(sent, as_, mod, topic):
    assert as_(mod).post(f"{topic.get_absolute_url()}slow-mode/", sent).status_code == 422
    topic.refresh_from_db()
    assert not topic.is_slow
