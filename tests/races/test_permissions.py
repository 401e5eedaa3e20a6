"""Permissions changed at one moment: nobody's change is lost without a word, and groups keep their members."""

from threading import Thread

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from forum.boards.group_settings import GroupSettings
from forum.boards.permission_matrix import Overtaken, Wish, read, save_permissions, write
from forum.boards.presets import Preset
from forum.moderation import admitting
from forum.posts import automatic_groups
from forum.topics.rules import may
from tests.admin.conftest import address
from tests.conftest import join, opened
from tests.races.racing import LONGEST, at_once, failures

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


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something in another thread once a page of the admin is sure that it may delete a row, and has not done so."""
    running, stock = [], admin.ModelAdmin.delete_model

    def arrange(call):
        def delete_model(*args):
            running.append(Thread(target=at_once, args=([call],)))
            running[0].start()
            running[0].join(0.3)  # unless it waits for the page, as it should
            stock(*args)

        monkeypatch.setattr(admin.ModelAdmin, "delete_model", delete_model)

    arrange.running = running
    return arrange


@pytest.mark.parametrize("deleted", ["group", "board"])
def test_a_group_that_is_given_its_first_permission_while_it_is_deleted_opens_no_board(
    as_, root, eve, board, meanwhile, deleted
):
    inner = opened("Inner", Preset.STAFF, parent=board)
    club = opened("Club", Preset.PRIVATE)
    gone, kind = (
        (club, "boards_board") if deleted == "board" else (Group.objects.create(name="Guild"), "auth_group")
    )
    group = club.named_members if deleted == "board" else gone
    shown = {row.audience: frozenset(row.verbs) for row in inner.grants.all()}
    wish = Wish(inner.pk, write(shown), write({group.pk: frozenset({"see"})}), parent_id=board.pk)
    meanwhile(lambda: save_permissions(root, [wish]))
    assert as_(root).post(address(f"{kind}_delete", gone.pk), {"post": "yes"}).status_code == 302
    [thread] = meanwhile.running
    thread.join(LONGEST)
    assert not type(gone).objects.filter(pk=gone.pk).exists()
    assert inner.grants.exists()
    assert not may(eve, "see", inner)
