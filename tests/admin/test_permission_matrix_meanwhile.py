"""The page with the permissions of all boards, while others change what it shows, and what no browser sends."""

from html import unescape

import pytest
from django.contrib.auth.models import Group

from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.moderation.appointing import appoint
from forum.topics.rules import may
from tests.admin.conftest import address
from tests.admin.matrix_form import MATRIX, fields_of, grants, tick, untick
from tests.conftest import opened

pytestmark = pytest.mark.every_database


@pytest.fixture
def inner(board):
    return opened("Inner", Preset.INHERITED, parent=board)


def test_a_board_that_was_moved_meanwhile_keeps_its_permissions(as_, root, eve, board, staff_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    Board.objects.filter(pk=staff_board.pk).update(parent=board)
    before = grants(staff_board)
    assert client.post(address(MATRIX), fields).status_code == 302
    assert grants(staff_board) == before
    # What somebody changes on it meant another place.
    tick(fields, staff_board, "members:see")
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 409
    assert "“Backroom” was moved to another parent board." in unescape(answer.text)
    assert not may(eve, "see", staff_board)
    again = fields_of(answer)
    assert again[f"own-{staff_board.pk}"] == ["on"]
    assert client.post(address(MATRIX), again).status_code == 302
    assert grants(staff_board) == before | {"members": {"see"}}


def test_a_board_that_was_moved_to_the_top_is_not_opened_by_what_it_inherited(as_, root, eve, inner):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    Board.objects.filter(pk=inner.pk).update(parent=None)
    assert client.post(address(MATRIX), fields).status_code == 302
    assert not inner.grants.exists()
    assert not may(eve, "see", inner)


def test_whoever_chooses_what_the_parent_says_has_seen_what_it_says(as_, root, eve, staff_board):
    deep = opened("Deep", Preset.STAFF, parent=staff_board)
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    del fields[f"own-{deep.pk}"]
    Grant.objects.create(board=staff_board, audience="everyone", verbs=["see"])
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 409
    assert "“Deep” takes from its parent board were changed" in unescape(answer.text)
    assert not may(eve, "see", deep)


def test_after_a_refusal_of_mine_what_others_saved_is_still_not_undone(
    as_, root, eve, board, inner, members_board
):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    untick(fields, inner, "members:reply")
    apply_preset(members_board, Preset.STAFF)
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 422
    again = fields_of(answer) | {f"own-{inner.pk}": ["on"]}
    assert client.post(address(MATRIX), again).status_code == 302
    assert set(grants(members_board)) == {"staff"}
    assert "reply" not in grants(inner)["members"]


def test_after_a_refusal_of_mine_what_i_change_and_others_did_is_told(as_, root, board, inner, members_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    untick(fields, inner, "members:reply")
    untick(fields, members_board, "members:poll")
    apply_preset(members_board, Preset.STAFF)
    again = fields_of(client.post(address(MATRIX), fields)) | {f"own-{inner.pk}": ["on"]}
    answer = client.post(address(MATRIX), again)
    assert answer.status_code == 409
    assert "On “Lounge”, Members may no longer" in unescape(answer.text)


def test_the_page_about_others_changes_shows_boards_that_i_left_alone_as_they_are(
    as_, root, eve, board, members_board
):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    board.grants.filter(audience="members").update(verbs=["see"])
    apply_preset(members_board, Preset.STAFF)
    untick(fields, board, "members:poll")
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 409
    assert client.post(address(MATRIX), fields_of(answer)).status_code == 302
    assert set(grants(members_board)) == {"staff"}


def test_an_emptied_board_stays_closed_whatever_its_parent_says_later(as_, root, eve):
    above = Board.objects.create(name="Above", slug="above")
    below = opened("Below", Preset.MEMBERS, parent=above)
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX))) | {f"may-{below.pk}": []}
    assert client.post(address(MATRIX), fields).status_code == 302
    apply_preset(above, Preset.PUBLIC)
    assert not may(eve, "see", below)


def test_a_board_for_a_group_that_was_deleted_meanwhile_is_for_nobody(as_, root, eve, board):
    closed = opened("Closed", Preset.STAFF, parent=board)
    group = Group.objects.create(name="Helpers")
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX) + "?all"))
    fields[f"may-{closed.pk}"] = [f"{group.pk}:see"]
    group.delete()
    assert client.post(address(MATRIX), fields).status_code == 302
    assert grants(closed) == {"everyone": set()}
    assert not may(eve, "see", closed)


def test_own_permissions_begin_with_all_that_was_inherited_groups_of_hidden_boards_included(
    as_, keeper, eve, staff_board
):
    hidden = opened("Hush", Preset.PRIVATE)
    hidden.grants.filter(audience="staff").delete()
    group = hidden.named_members
    eve.groups.add(group)
    Grant.objects.create(board=staff_board, audience="group", group=group, verbs=["see"])
    deep = opened("Deep", Preset.INHERITED, parent=staff_board)
    client = as_(keeper)
    page = client.get(address(MATRIX))
    assert "Hush" not in page.text
    # What is left as it is shown is no change, though a group has no boxes.
    assert client.post(address(MATRIX), fields_of(page)).status_code == 302
    assert not deep.grants.exists()
    client.post(address(MATRIX), fields_of(page) | {f"own-{deep.pk}": ["on"]})
    assert grants(deep) == grants(staff_board)
    assert may(eve, "see", deep)


@pytest.mark.parametrize("group", ["group", "nonsense", "x" * 60, "999999999", ""])
def test_a_forged_group_is_granted_nothing(as_, root, board, group):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    before = grants(board)
    fields[f"rows-{board.pk}"] = [fields[f"rows-{board.pk}"][0] + "," + group]
    tick(fields, board, f"{group}:see")
    assert client.post(address(MATRIX), fields).status_code == 302
    assert grants(board) == before


def test_pages_are_filled_by_the_rows_that_their_boards_have(as_, root, mod):
    top = opened("Top", Preset.PUBLIC)
    middle = opened("Middle", Preset.INHERITED, parent=top)
    boards = [top, middle, *(opened(f"Board {n}", Preset.INHERITED, parent=middle) for n in range(30))]
    for place in boards:
        appoint(root, place, mod)
    client = as_(root)
    pages = [client.get(f"{address(MATRIX)}?page={n}") for n in range(1, 6)]
    for page in pages:
        sent = fields_of(page)
        assert sum(map(len, sent.values())) <= 900
        assert page.text.count("<input") < 1_000
    shown = {name for page in pages for name in fields_of(page) if name.startswith("was-")}
    assert shown >= {f"was-{place.pk}" for place in boards}
