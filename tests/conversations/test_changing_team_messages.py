"""Editing, removing and restoring what moderators wrote in the name of all of them."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from forum.conversations import team
from forum.member_exports.parts import PARTS
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.posts.revisions import Revision
from forum.posts.team_messages import TeamMessageChange, team_account
from tests.conftest import join
from tests.conversations.talking import anybody_writes

LATER = timedelta(minutes=20)


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def mod(mod):
    User.objects.filter(pk=mod.pk).update(display_name="Modesta Keeper")
    mod.refresh_from_db()
    return mod


@pytest.fixture
def second(mod):
    """Another moderator of the board."""
    member = join("second", display_name="Secunda Warden")
    member.groups.set(mod.groups.all())
    return member


@pytest.fixture
def message(mod, topic):
    post = topic.posts.get(number=1)
    said = Submission(
        mod, render_text("Please mind the rules."), title="About your post", key=uuid.uuid4().hex
    )
    return team.start(said, topic.board, post.author, as_team=True, post=post)


def edit(browser, post, body, **more):
    return browser.post(f"/p/{post.pk}/edit/", {"title": post.topic.title, "body": body, "base": 1, **more})


def named(page):
    return [name for name in ("Modesta", "Secunda", "/u/mod/", "/u/second/") if name in page.text]


@pytest.mark.parametrize("who", ["mod", "second"])
def test_each_moderator_of_the_board_edits_it_and_the_member_learns_not_who(
    who, request, as_, ada, mod, second, message
):
    editor = request.getfixturevalue(who)
    page = message.topic.get_absolute_url()
    assert f"/p/{message.pk}/edit/" in as_(editor).get(page).text
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert edit(as_(editor), message, "Please mind rule four.").status_code == 303
    message.refresh_from_db()
    assert message.edited_by == team_account()
    assert {row.written_by for row in Revision.objects.filter(post=message)} == {team_account()}
    for address in (page, f"/p/{message.pk}/", "/conversations/", "/notifications/"):
        told = as_(ada).get(address, follow=True)
        assert told.status_code == 200
        assert named(told) == []
    assert "rule four" in as_(ada).get(page).text
    assert f"Moderators ({editor.name})" in as_(second).get(f"/p/{message.pk}/history/").text


def test_its_history_names_the_moderators_to_nobody_else(as_, ada, ben, mod, second, message):
    with time_machine.travel(timezone.now() + LATER, tick=False):
        edit(as_(second), message, "Please mind rule four.")
    history = f"/p/{message.pk}/history/"
    seen = as_(mod).get(history).text
    assert "Moderators (Modesta Keeper)" in seen
    assert "Moderators (Secunda Warden)" in seen
    told = as_(ada).get(history)
    assert told.status_code in {200, 403}
    assert named(told) == []
    assert as_(ben).get(history).status_code == 404


def test_the_member_nobody_of_another_board_and_no_former_moderator_edits_or_removes_it(
    as_, ada, ben, mod, message
):
    assert edit(as_(ada), message, "No rules.").status_code == 403
    assert as_(ada).post(f"/p/{message.pk}/remove/").status_code == 403
    mod.groups.clear()
    for other in (ben, mod):
        assert edit(as_(other), message, "No rules.").status_code == 404
        assert as_(other).post(f"/p/{message.pk}/remove/").status_code == 404
    message.refresh_from_db()
    assert (message.revision, message.is_removed) == (1, False)
    assert not TeamMessageChange.objects.exists()


def test_who_is_written_to_edits_nothing_though_they_moderate_the_board(as_, mod, second, board, start):
    post = start(mod, board).posts.get(number=1)
    said = Submission(second, render_text("A word."), title="About your post", key=uuid.uuid4().hex)
    message = team.start(said, board, mod, as_team=True, post=post)
    assert edit(as_(mod), message, "Another.").status_code == 403
    assert edit(as_(second), message, "Another.").status_code == 303


def test_what_one_moderator_wrote_in_their_own_name_another_does_not_edit(as_, mod, second, topic):
    post = topic.posts.get(number=1)
    said = Submission(mod, render_text("A word."), title="About your post", key=uuid.uuid4().hex)
    message = team.start(said, topic.board, post.author, as_team=False, post=post)
    assert edit(as_(second), message, "Another.").status_code == 403
    assert edit(as_(mod), message, "Another.").status_code == 303


def test_two_who_edit_at_once_are_told(as_, mod, second, message):
    assert edit(as_(mod), message, "First.").status_code == 303
    refused = edit(as_(second), message, "Second.")
    assert refused.status_code == 409
    assert "Someone else edited this post" in refused.text
    message.refresh_from_db()
    assert message.source == "First."


def test_a_moderator_removes_one_and_another_restores_it(as_, ada, mod, second, message):
    as_(mod).post(f"{message.topic.get_absolute_url()}reply/", {"body": "And this.", "key": uuid.uuid4().hex})
    last = message.topic.posts.get(number=2)
    assert as_(second).post(f"/p/{last.pk}/remove/").status_code == 303
    last.refresh_from_db()
    assert last.removed_by == team_account()
    page = as_(ada).get(message.topic.get_absolute_url())
    assert "Removed by its author" in page.text
    assert "And this." not in page.text
    assert named(page) == []
    assert "Moderators (Secunda Warden)" in as_(mod).get(message.topic.get_absolute_url()).text
    assert as_(ada).post(f"/p/{last.pk}/restore/").status_code in {403, 404}
    assert as_(mod).post(f"/p/{last.pk}/restore/").status_code == 303
    assert "And this." in as_(ada).get(message.topic.get_absolute_url()).text
    acts = list(TeamMessageChange.objects.filter(post=last).order_by("pk").values_list("act", "by"))
    assert acts == [("remove", second.pk), ("restore", mod.pk)]


def test_its_author_makes_an_earlier_version_the_present_one(as_, mod, second, message):
    with time_machine.travel(timezone.now() + LATER, tick=False):
        edit(as_(mod), message, "Please mind rule four.")
        sent = as_(second).post(f"/p/{message.pk}/history/1/restore/", {"base": 2})
    assert sent.status_code == 303
    message.refresh_from_db()
    assert message.source == "Please mind the rules."
    assert message.edited_by == team_account()


def test_a_row_that_says_who_changed_it_is_in_the_export_of_who_did_alone(as_, ada, mod, second, message):
    edit(as_(second), message, "Please mind rule four.")
    [row] = TeamMessageChange.objects.all()
    assert (row.by, row.version) == (second, 2)
    part = next(part for part in PARTS if part.label == "posts.TeamMessageChange")
    assert [kept["post_id"] for kept in part.rows(second)] == [message.pk]
    assert list(part.rows(ada)) == list(part.rows(mod)) == []
