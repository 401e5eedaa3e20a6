"""Who may do what where: grants, inheritance and the presets."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from forum.boards.models import Board, Grant
from forum.boards.permission_verbs import VERBS
from forum.boards.presets import Preset, apply_preset
from forum.topics.rules import may
from tests.conftest import join, opened


def verbs(reader, board):
    return {verb for verb in VERBS if may(reader, verb, board)}


@pytest.mark.parametrize(
    ("preset", "visitor", "member"),
    [
        (Preset.PUBLIC, {"see"}, {"see", "start", "poll", "reply", "react", "attach"}),
        (Preset.ANNOUNCEMENTS, {"see"}, {"see", "reply", "react", "attach"}),
        (Preset.MEMBERS, set(), {"see", "start", "poll", "reply", "react", "attach"}),
        (Preset.STAFF, set(), set()),
    ],
)
def test_a_preset_opens_a_board_as_it_says(preset, visitor, member, ben):
    board = opened("Somewhere", preset)
    assert verbs(AnonymousUser(), board) == visitor
    assert verbs(ben, board) == member
    assert verbs(join("staffer", is_staff=True), board) == {
        "see",
        "start",
        "poll",
        "reply",
        "react",
        "attach",
        "skip_approval",
        "moderate",
    }


def test_a_board_without_grants_takes_those_above_it(ben):
    above = opened("Above", Preset.MEMBERS)
    middle = Board.objects.create(name="Middle", slug="middle", parent=above)
    below = Board.objects.create(name="Below", slug="below", parent=middle)
    assert verbs(ben, below) == verbs(ben, above)
    assert verbs(AnonymousUser(), below) == set()


def test_a_board_with_nothing_above_it_and_no_grants_is_the_admins_alone(ben, root):
    board = Board.objects.create(name="Bare", slug="bare")
    assert verbs(ben, board) == set()
    assert "moderate" in verbs(root, board)


def test_an_open_board_inside_a_hidden_one_stays_hidden(ben):
    above = opened("Above", Preset.STAFF)
    below = opened("Below", Preset.PUBLIC, parent=above)
    assert verbs(ben, below) == set()


def test_nothing_is_allowed_where_nothing_is_seen(ben):
    board = Board.objects.create(name="Odd", slug="odd")
    Grant.objects.create(board=board, audience="members", verbs=["reply", "moderate"])
    assert verbs(ben, board) == set()


def test_a_group_is_let_in_and_shut_out_again(ben, eve):
    board = opened("Club", Preset.STAFF)
    group = Group.objects.create(name="Club")
    Grant.objects.create(board=board, audience="group", group=group, verbs=["see", "reply"])
    ben.groups.add(group)
    assert verbs(ben, board) == {"see", "reply"}
    assert verbs(eve, board) == set()
    ben.groups.remove(group)
    assert verbs(ben, board) == set()


def test_opening_a_board_anew_replaces_what_was_granted(ben, board):
    apply_preset(board, Preset.STAFF)
    assert verbs(ben, board) == set()
    assert board.grants.count() == 1


def test_boards_of_any_depth_cost_the_same(ben, django_assert_num_queries):
    above = None
    for depth in range(12):
        above = Board.objects.create(name=f"Depth {depth}", slug=f"depth-{depth}", parent=above)
    apply_preset(Board.objects.get(slug="depth-0"), Preset.PUBLIC)
    with django_assert_num_queries(3):
        assert len(Board.objects.visible_to(ben)) == 12
    # From then on who may do what is in memory, until it changes.
    with django_assert_num_queries(2):
        assert len(Board.objects.visible_to(ben)) == 12
