"""“Make a moderator” on a board's page: one control, which makes the group and the permission it takes."""

import pytest
from django.contrib.auth.models import Group

from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.moderation import undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.topics.rules import may
from tests.admin.conftest import address, last_entry
from tests.conftest import opened

pytestmark = pytest.mark.every_database


def send(client, board, **said):
    return client.post(address("boards_board_moderators", board.pk), said, follow=True)


def fresh(member):
    return type(member).objects.get(pk=member.pk)


def moderates(member, board):
    return may(fresh(member), "moderate", Board.objects.get(pk=board.pk))


def test_a_member_is_made_a_moderator_logged_and_told(as_, root, ben, members_board):
    page = send(as_(root), members_board, member="@ben").text
    assert "is a moderator of" in page
    assert moderates(ben, members_board)
    assert (last_entry().act, last_entry().member, last_entry().by) == ("make-moderator", ben, root)
    assert Notification.objects.filter(member=ben, kind="appointed").exists()


def test_they_are_shown_as_a_moderator_beside_their_posts(as_, root, ben, members_board, start):
    topic = start(ben, members_board)
    assert "Moderator</p>" not in as_(root).get(topic.get_absolute_url()).text
    send(as_(root), members_board, member="ben")
    assert "Moderator" in as_(root).get(topic.get_absolute_url()).text


def test_the_second_joins_the_first(as_, root, ben, eve, members_board):
    for name in ("ben", "eve", "eve"):
        send(as_(root), members_board, member=name)
    [group] = Group.objects.all()
    assert set(group.user_set.all()) == {ben, eve}
    assert LogEntry.objects.count() == 2


def test_they_moderate_no_other_board(as_, root, ben, board, members_board):
    send(as_(root), members_board, member="ben")
    assert not moderates(ben, board)


def test_removing_the_last_leaves_the_board_as_it_was(as_, root, ben, members_board):
    before = {grant.audience: grant.verbs for grant in members_board.grants.all()}
    send(as_(root), members_board, member="ben")
    send(as_(root), members_board, remove=ben.pk)
    assert not moderates(ben, members_board)
    assert {grant.audience: grant.verbs for grant in members_board.grants.all()} == before
    assert not Group.objects.exists()
    assert last_entry().act == "end-moderator"


def test_a_board_with_its_parents_permissions_keeps_them_and_gets_them_back(
    as_, root, ada, ben, members_board
):
    inner = opened("Inner", Preset.INHERITED, parent=members_board)
    send(as_(root), inner, member="ben")
    assert moderates(ben, inner)
    assert not moderates(ben, members_board)
    assert may(fresh(ada), "reply", inner)
    send(as_(root), inner, remove=ben.pk)
    assert not inner.grants.exists()
    assert may(fresh(ada), "reply", inner)


def test_it_is_undone_from_the_log(as_, root, ben, members_board):
    send(as_(root), members_board, member="ben")
    assert undoing.undo(root, last_entry())
    assert not moderates(ben, members_board)
    assert undoing.undo(root, last_entry())
    assert moderates(ben, members_board)


def test_a_name_that_nobody_has_is_said_beside_the_field(as_, root, members_board):
    page = send(as_(root), members_board, member="nosuch").text
    assert "There is no member called “nosuch”." in page
    assert 'value="nosuch"' in page
    assert not Group.objects.exists()


def test_whoever_could_not_see_the_board_is_warned_of(as_, root, ben, staff_board):
    inner = opened("Inner", Preset.MEMBERS, parent=staff_board)
    page = send(as_(root), inner, member="ben").text
    assert "can’t see a parent board" in page


def test_only_who_sets_permissions_names_moderators(as_, keeper, clerk, ben, members_board, vault):
    assert send(as_(clerk), members_board, member="ben").status_code == 403
    assert send(as_(ben), members_board, member="ben").status_code != 200
    assert send(as_(keeper), vault, member="ben").status_code == 403
    assert not moderates(ben, members_board)


def test_the_rest_of_the_page_is_as_it_was_beside_a_name_that_nobody_has(as_, root, members_board):
    client = as_(root)
    shown = client.get(address("boards_board_change", members_board.pk))
    refused = send(client, members_board, member="nosuch")
    assert refused.status_code == 422
    assert "ManagementForm" not in refused.text
    assert refused.text.count("errorlist") == 1
    assert refused.context["adminform"].form.initial == shown.context["adminform"].form.initial
    assert 'name="name" value="Lounge"' in refused.text
    assert refused.text.count('-who"') == shown.text.count('-who"')
