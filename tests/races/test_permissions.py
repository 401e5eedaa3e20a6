"""Permissions changed at one moment: nobody's change is lost without a word, and groups keep their members."""

import pytest
from django.contrib.auth.models import Group

from forum.boards.group_settings import GroupSettings
from forum.boards.permission_matrix import Overtaken, Wish, read, save_permissions, write
from forum.boards.presets import Preset
from forum.moderation import admitting
from forum.posts import automatic_groups
from tests.conftest import join, opened
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 6


def test_of_those_who_change_one_board_from_the_same_page_one_wins_and_all_others_are_told(root, board):
    verbs = ["start", "reply", "react", "attach", "poll", "see"]
    for _turn in range(TURNS):
        shown = {row.audience: frozenset(row.verbs) for row in board.grants.all()}
        wishes = [
            Wish(board.pk, write(shown), write(shown | {"members": shown["members"] ^ {verb}}))
            for verb in verbs
        ]
        outcomes = at_once([lambda wish=wish: save_permissions(root, [wish]) for wish in wishes])
        assert len([outcome for outcome in outcomes if isinstance(outcome, Overtaken)]) == len(verbs) - 1
        won = next(wish for wish, outcome in zip(wishes, outcomes, strict=True) if isinstance(outcome, list))
        assert {row.audience: frozenset(row.verbs) for row in board.grants.all()} == read(won.wanted)


def test_boards_changed_from_the_same_page_by_different_people_are_both_saved(root, board, members_board):
    def wish(which):
        shown = {row.audience: frozenset(row.verbs) for row in which.grants.all()}
        return Wish(which.pk, write(shown), write(shown | {"members": frozenset({"see"})}))

    wishes = [wish(board), wish(members_board)]
    assert failures(at_once([lambda wish=each: save_permissions(root, [wish]) for each in wishes])) == []
    for which in (board, members_board):
        assert which.grants.get(audience="members").verbs == ["see"]


def test_a_member_let_in_twice_at_once_is_logged_once(root, ada):
    club = opened("Club", Preset.PRIVATE)
    outcomes = at_once([lambda: admitting.admit(root, club, ada)] * 6)
    assert failures(outcomes) == []
    assert len([entry for entry in outcomes if entry]) == 1


def test_an_automatic_group_that_is_looked_at_by_several_workers_has_each_member_once(ada, topic):
    group = Group.objects.create(name="Regulars")
    GroupSettings.objects.create(group=group, days=0)
    members = {ada, *(join(f"member{n}") for n in range(8))}
    look = lambda: automatic_groups.look_at_group(group_id=group.pk)  # noqa: E731
    assert failures(at_once([look] * 4)) == []
    assert set(group.user_set.all()) == members
