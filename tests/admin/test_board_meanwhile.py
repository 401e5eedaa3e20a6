"""A board's page that was opened before others changed the board: it undoes nothing that it did not show."""

from html import unescape

import pytest
from django.contrib.auth.models import Group

from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.topics.rules import may
from tests.admin.board_form import form_of
from tests.admin.conftest import address
from tests.admin.matrix_form import grants
from tests.conftest import opened

pytestmark = pytest.mark.every_database

CHANGE = "boards_board_change"


def row_of(fields, who):
    return next(name.removesuffix("-who") for name, values in fields.items() if values == [who])


def shrink(board):
    board.grants.filter(audience="members").update(verbs=["see"])


def test_what_others_saved_stays_where_only_other_things_are_changed(as_, root, ben, board):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    shrink(board)
    before = list(board.grants.order_by("pk").values())
    assert client.post(address(CHANGE, board.pk), fields | {"description": "New"}).status_code == 302
    board.refresh_from_db()
    assert board.description == "New"
    assert list(board.grants.order_by("pk").values()) == before
    assert not may(ben, "reply", board)


def test_rows_that_others_replaced_stay_theirs(as_, root, eve, board):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    apply_preset(board, Preset.STAFF)
    assert client.post(address(CHANGE, board.pk), fields | {"description": "New"}).status_code == 302
    assert set(grants(board)) == {"staff"}


def test_rows_that_both_changed_are_refused_with_what_the_other_did_and_saved_when_looked_at(
    as_, root, board
):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    shrink(board)
    Grant.objects.create(
        board=board, audience="group", group=Group.objects.create(name="Helpers"), verbs=["see"]
    )
    fields[row_of(fields, "staff") + "-verbs"] = ["see"]
    answer = client.post(address(CHANGE, board.pk), fields | {"description": "New"})
    assert answer.status_code == 409
    assert "On “General”, Members may no longer: start topics, reply" in unescape(answer.text)
    assert "On “General”, Helpers may now: see" in unescape(answer.text)
    assert "moderate" in grants(board)["staff"]
    again = form_of(answer)
    assert again["description"] == ["New"]
    assert client.post(address(CHANGE, board.pk), again).status_code == 302
    assert grants(board) == {
        "everyone": {"see"},
        "members": {"see"},
        "staff": {"see"},
        Group.objects.get(name="Helpers").pk: {"see"},
    }


def test_a_row_that_is_removed_stays_marked_when_others_changed_it(as_, root, board):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    apply_preset(board, Preset.MEMBERS)  # which makes all rows anew
    fields[row_of(fields, "members") + "-DELETE"] = ["on"]
    answer = client.post(address(CHANGE, board.pk), fields)
    assert answer.status_code == 409
    assert client.post(address(CHANGE, board.pk), form_of(answer)).status_code == 302
    assert set(grants(board)) == {"staff"}


def test_a_preset_is_not_chosen_over_what_others_saved(as_, root, board):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk))) | {"preset": ["public"]}
    apply_preset(board, Preset.STAFF)
    answer = client.post(address(CHANGE, board.pk), fields)
    assert answer.status_code == 409
    assert set(grants(board)) == {"staff"}
    client.post(address(CHANGE, board.pk), form_of(answer))
    assert set(grants(board)) == {"everyone", "members", "staff"}


def test_a_board_that_others_moved_stays_where_it_is_by_now(as_, root, eve, board, staff_board):
    Board.objects.filter(pk=board.pk).update(parent=None)
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    Board.objects.filter(pk=board.pk).update(parent=staff_board, position=7)
    refused = client.post(address(CHANGE, board.pk), fields | {"name": ""})
    assert form_of(refused)["parent"] == [str(staff_board.pk)]
    assert client.post(address(CHANGE, board.pk), fields | {"description": "New"}).status_code == 302
    board.refresh_from_db()
    assert (board.parent, board.position, board.description) == (staff_board, 7, "New")
    assert not may(eve, "see", board)


def test_of_two_who_move_a_board_the_second_is_asked_again(as_, root, board, staff_board, members_board):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    Board.objects.filter(pk=board.pk).update(parent=staff_board)
    answer = client.post(address(CHANGE, board.pk), fields | {"parent": [str(members_board.pk)]})
    assert answer.status_code == 409
    assert "Someone else moved this board meanwhile." in answer.text
    board.refresh_from_db()
    assert board.parent == staff_board
    assert client.post(address(CHANGE, board.pk), form_of(answer)).status_code == 302
    board.refresh_from_db()
    assert board.parent == members_board


def test_a_board_inside_one_that_i_do_not_moderate_stays_there(as_, keeper, hall):
    inner = opened("Inner", Preset.STAFF, parent=hall)
    client = as_(keeper)
    fields = form_of(client.get(address(CHANGE, inner.pk)))
    assert client.post(address(CHANGE, inner.pk), fields | {"description": "New"}).status_code == 302
    inner.refresh_from_db()
    assert (inner.parent, inner.description) == (hall, "New")
    other = opened("Other", Preset.STAFF)
    fields = form_of(client.get(address(CHANGE, other.pk))) | {"parent": [str(hall.pk)]}
    assert client.post(address(CHANGE, other.pk), fields).status_code == 200
    other.refresh_from_db()
    assert other.parent is None


@pytest.mark.parametrize("written", ["x", "=;=,", "9" * 400 + "=see", "\x00=\x00"])
@pytest.mark.parametrize("count", ["x", "999999999"])
def test_nonsense_in_it_is_no_error(as_, root, board, written, count):
    client = as_(root)
    fields = form_of(client.get(address(CHANGE, board.pk)))
    before = grants(board)
    fields |= {"grants-was": [written], "grants-TOTAL_FORMS": [count], "grants-1-who": [written]}
    assert client.post(address(CHANGE, board.pk), fields).status_code in {200, 302, 409}
    assert grants(board) == before
