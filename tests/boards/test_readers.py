"""Who may read a topic, asked for all members at once, is what each member is told alone."""

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.topics.models import Topic
from forum.topics.rules import is_allowed, may, readers_of
from tests.conftest import join
from tests.example_app.permissions import NEW_FOR, NEW_MEMBERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(root):
    group = Group.objects.create(name="Inner circle")
    staff, inner, gone = join("sue", is_staff=True), join("ian"), join("gus", is_active=False)
    inner.groups.add(group)
    return {"group": group, "all": [root, staff, inner, gone, join("pat")]}


def seen_by_each(board):
    """Asked of a topic there, and of all topics at once, which must be the same for everybody."""
    topic, _made = Topic.objects.get_or_create(board=board, author=get_user_model().objects.first())
    seeing = set()
    for reader in [*get_user_model().objects.all(), AnonymousUser()]:
        sees = may(reader, "see", topic)
        assert Topic.objects.filter(is_allowed(reader, "see"), pk=topic.pk).exists() == sees
        if sees and reader.is_active:
            seeing.add(reader.pk)
    return seeing


def seen_at_once(board):
    return set(get_user_model().objects.filter(readers_of(Topic(board=board))).values_list("pk", flat=True))


@pytest.mark.parametrize(("above", "below"), list(itertools.product(Preset.values, repeat=2)))
def test_readers_of_a_board_inside_another_are_the_same_both_ways(above, below, people):
    parent = Board.objects.create(name="Above", slug="above")
    board = Board.objects.create(name="Below", slug="below", parent=parent)
    apply_preset(parent, above)
    apply_preset(board, below)
    for each in (parent, board):
        assert seen_at_once(each) == seen_by_each(each)


@pytest.mark.parametrize("sees", [True, False])
def test_readers_through_a_group_are_the_same_both_ways(sees, people):
    board = Board.objects.create(name="Inner", slug="inner")
    Grant.objects.create(board=board, audience="group", group=people["group"], verbs=["see"] if sees else [])
    assert seen_at_once(board) == seen_by_each(board)
    Grant.objects.create(board=board, audience="staff", verbs=[] if sees else ["see"])
    assert seen_at_once(board) == seen_by_each(board)


@pytest.mark.parametrize("joined_ago", [timedelta(0), timedelta(days=6), timedelta(days=8)])
@pytest.mark.parametrize("above", [Preset.PUBLIC, Preset.STAFF])
def test_readers_through_an_automatic_group_are_the_same_both_ways(above, joined_ago, people):
    get_user_model().objects.update(date_joined=timezone.now() - joined_ago)
    parent = Board.objects.create(name="Above", slug="above")
    board = Board.objects.create(name="Welcome", slug="welcome", parent=parent)
    apply_preset(parent, above)
    Grant.objects.create(board=board, audience=NEW_MEMBERS.name, verbs=["see"])
    assert seen_at_once(board) == seen_by_each(board)
    assert (len(seen_at_once(board)) > 1) == (joined_ago < NEW_FOR)


def test_a_grant_to_an_automatic_group_that_is_gone_lets_nobody_in(people, root):
    board = Board.objects.create(name="Welcome", slug="welcome")
    Grant.objects.create(board=board, audience="gold-members", verbs=["see"])
    assert seen_at_once(board) == seen_by_each(board) == {root.pk}


def test_a_board_that_is_not_there_has_no_readers(people):
    assert not get_user_model().objects.filter(readers_of(Topic(board_id=404))).exists()
