"""Conversations of moderators when boards are deleted, accounts closed or merged, and rows damaged."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.account_merging import merging
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.checks.invariants import check_invariants
from forum.conversations.models import TeamConversation
from forum.jobs.running import run_due
from forum.members import closing_accounts
from forum.moderation import topic_acts
from forum.posts.models import Post
from forum.posts.team_messages import TeamMessage, TeamMessageChange, team_account
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conversations.talking import anybody_writes
from tests.conversations.team import answer, begin, moderator

pytestmark = pytest.mark.every_database
TEAM = "/conversations/moderators/"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def message(mod, topic):
    return begin(mod, topic.posts.get(number=1))


def faults():
    while run_due():
        pass
    return {fault.code for verdict in check_invariants() for fault in verdict.faults}


def test_a_forum_with_one_is_whole(message, ada, mod):
    answer(ada, message.topic)
    answer(mod, message.topic, "Thanks.", as_team=True)
    assert faults() == set()


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda topic, ada: Post.objects.filter(topic=topic).update(author=ada), "team_message.post"),
        (lambda topic, ada: TeamConversation.objects.all().delete(), "team_message.post"),
        (lambda topic, ada: TeamConversation.objects.all().delete(), "topic.moderators_of"),
        (lambda topic, ada: TeamMessage.objects.all().delete(), "post.team_message"),
        (lambda topic, ada: Participant.objects.update(left_at=topic.created_at), "team_conversation.member"),
        (
            lambda topic, ada: TeamConversation.objects.update(member=team_account()),
            "team_conversation.member",
        ),
    ],
)
def test_what_is_wrong_with_one_is_found(damage, fault, message, ada):
    assert fault not in faults()
    damage(message.topic, ada)
    assert fault in faults()


def test_a_file_comes_with_the_first_message_and_is_seen_by_moderators_and_the_member_alone(
    as_, ada, ben, mod, topic
):
    other, new = moderator(mod, "second"), f"/conversations/new/moderators/?post={topic.posts.get().pk}"
    said = {"title": "A list", "body": "", "written_as": "team", "key": uuid.uuid4().hex}
    file = SimpleUploadedFile("list.txt", b"one lamp", "text/plain")
    page = as_(mod).post(new, said | {"files": [file], "attach": "1"})
    assert page.status_code == 200
    address = re.search(r"/files/[0-9A-Za-z]{22}/list\.txt", page.text)[0]
    assert as_(mod).post(new, said | {"body": f"[list]({address})"}).status_code == 303
    assert [as_(each).get(address).status_code for each in (ada, mod, other, ben)] == [200, 200, 200, 404]


@pytest.mark.parametrize("who", ["mod", "second"])
@pytest.mark.parametrize("is_late", [False, True])
def test_a_file_that_any_of_the_moderators_adds_to_a_message_of_theirs_is_shown_to_all_who_read_it(
    as_, ada, ben, mod, message, who, is_late
):
    other = moderator(mod, "second")
    writer = {"mod": mod, "second": other}[who]
    at, said = f"/p/{message.pk}/edit/", {"title": message.topic.title, "base": 1}
    with time_machine.travel(timezone.now() + timedelta(hours=is_late)):
        file = SimpleUploadedFile("list.txt", b"one lamp", "text/plain")
        page = as_(writer).post(at, said | {"body": "", "files": [file], "attach": "1"})
        address = re.search(r"/files/[0-9A-Za-z]{22}/list\.txt", page.text)[0]
        assert as_(writer).post(at, said | {"body": f"Mind this [list]({address})"}).status_code == 303
        assert [as_(each).get(address).status_code for each in (ada, mod, other, ben)] == [200, 200, 200, 404]
        own = as_(writer).get("/files/").text
    assert message.topic.title in own
    assert "in no post" not in own


def delete(browser, board):
    sent = browser.post(reverse("admin:boards_board_delete", args=[board.pk]), {"post": "yes"})
    assert sent.status_code == 302
    assert not Board.objects.filter(pk=board.pk).exists()


def empty(root, board, elsewhere):
    for topic in Topic.objects.filter(board=board):
        topic_acts.move(root, topic, board=elsewhere)


def test_a_deleted_board_leaves_them_to_the_one_around_it_with_the_same_moderators(
    as_, ada, mod, root, board, start
):
    inner = Board.objects.create(name="Inner", slug="inner", parent=board)
    SiteSettings.bump()
    message = begin(mod, start(ada, inner).posts.get(number=1))
    empty(root, inner, board)
    delete(as_(root), inner)
    topic = Topic.objects.get(pk=message.topic_id)
    assert topic.moderators_of == board
    assert not topic.is_locked
    assert topic.title in as_(mod).get(TEAM).text
    assert as_(ada).get(topic.get_absolute_url()).status_code == 200
    assert answer(ada, topic).number == 2
    assert answer(mod, topic, "Thanks.", as_team=True).number == 3
    assert faults() == set()


def test_where_others_moderate_around_it_they_are_closed_and_the_member_keeps_them(
    as_, ada, ben, eve, mod, root, board, start
):
    inner = Board.objects.create(name="Inner", slug="inner", parent=board)
    apply_preset(inner, Preset.PUBLIC)
    keepers = Group.objects.create(name="Keepers of the inner one")
    Grant.objects.filter(board=inner, audience="group").delete()
    Grant.objects.create(
        board=inner, audience="group", group=keepers, verbs=["see", "start", "reply", "moderate"]
    )
    eve.groups.add(keepers)
    SiteSettings.bump()
    message = begin(eve, start(ada, inner).posts.get(number=1))
    at = message.topic.get_absolute_url()
    assert as_(mod).get(at).status_code == 404
    empty(root, inner, board)
    delete(as_(root), inner)
    topic = Topic.objects.get(pk=message.topic_id)
    assert (topic.moderators_of, topic.is_locked) == (None, True)
    page = as_(ada).get(at)
    assert page.status_code == 200
    assert "Please mind the rules." in page.text
    assert "This conversation is closed." in page.text
    assert "/u/eve/" not in page.text
    for other in (mod, eve, root, ben):
        assert as_(other).get(at).status_code == 404
    act = f"/conversations/{topic.pk}/"
    assert as_(ada).post(f"{act}reopen/").status_code == 403
    assert as_(ada).post(f"{act}members/", {"member": "ben", "sees": "all"}).status_code == 403
    assert faults() == set()


def test_a_hidden_board_keeps_its_conversations_and_is_not_named_to_the_member(as_, ada, mod, message):
    board = message.topic.moderators_of
    at = message.topic.get_absolute_url()
    listed = "With the moderators"
    for address in (at, "/conversations/"):
        assert board.name in as_(ada).get(address).text
    assert listed in as_(ada).get("/conversations/").text
    Grant.objects.filter(board=board).exclude(audience="group").delete()
    SiteSettings.bump()
    page = as_(ada).get(at)
    assert page.status_code == 200
    assert "the moderators" in page.text
    page = as_(ada).get("/conversations/").text
    assert listed in page
    assert board.name not in page
    assert as_(mod).get(at).status_code == 200


def test_when_the_member_closes_their_account_the_moderators_keep_it_without_the_name(as_, ada, mod, message):
    answer(ada, message.topic)
    closing_accounts.close(ada)
    assert faults() == set()
    page = as_(mod).get(message.topic.get_absolute_url())
    assert page.status_code == 200
    assert "Former member" in page.text
    assert "Ada Lindqvist" not in page.text
    assert "Former member" in as_(mod).get(TEAM).text


def test_when_a_moderator_closes_theirs_the_others_read_that_a_former_member_wrote(as_, ada, mod, message):
    other = moderator(mod, "second")
    assert "Moderators (mod)" in as_(other).get(message.topic.get_absolute_url()).text
    closing_accounts.close(mod)
    assert faults() == set()
    assert "Moderators (Former member)" in as_(other).get(message.topic.get_absolute_url()).text
    assert "Former member" not in as_(ada).get(message.topic.get_absolute_url()).text


def test_a_merged_member_takes_the_conversation_with_them(as_, root, ada, eve, mod, message):
    merging.merge(root, ada, eve, "Same person.")
    assert TeamConversation.objects.get().member == eve
    assert as_(eve).get(message.topic.get_absolute_url()).status_code == 200
    assert faults() == set()


def test_what_a_merged_moderator_wrote_for_all_was_written_by_who_they_are_now(as_, root, eve, mod, message):
    other = moderator(mod, "second")
    as_(mod).post(f"/p/{message.pk}/edit/", {"title": "A title", "body": "Another.", "base": 1})
    mod.groups.clear()
    merging.merge(root, User.objects.get(pk=mod.pk), eve, "Same person.")
    assert TeamMessage.objects.get().written_by == eve
    assert TeamMessageChange.objects.get().by == eve
    assert "Moderators (eve)" in as_(other).get(message.topic.get_absolute_url()).text
    assert faults() == set()


def test_a_member_merged_into_the_moderator_who_wrote_is_the_member_there_and_none_of_the_team(
    as_, root, ada, mod, message
):
    other = moderator(mod, "second")
    merging.merge(root, ada, mod, "Same person.")
    page = as_(mod).get(message.topic.get_absolute_url()).text
    assert "Please mind the rules." in page
    assert "written_as" not in page
    assert "Moderators (" not in page
    assert message.topic.title not in as_(mod).get(TEAM).text
    assert as_(mod).post(f"/p/{message.pk}/remove/").status_code == 403
    assert message.topic.title in as_(other).get(TEAM).text
    assert faults() == set()
