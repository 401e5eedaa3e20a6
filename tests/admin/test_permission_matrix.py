"""The page with the permissions of all boards: read at a glance, saved whole or not at all, over nobody's changes."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from forum.boards.models import Board, Grant
from forum.boards.presets import Preset
from forum.topics.rules import may
from tests.admin.conftest import address
from tests.admin.matrix_form import MATRIX, fields_of, grants, tick, untick
from tests.conftest import opened

pytestmark = pytest.mark.every_database

SEEN_BY = "boards_board_seen_by"


@pytest.fixture
def inner(board):
    return opened("Inner", Preset.INHERITED, parent=board)


def test_sending_it_as_it_is_changes_nothing(as_, root, mod, board, inner, members_board, staff_board):
    before = list(Grant.objects.order_by("pk").values())
    client = as_(root)
    answer = client.post(address(MATRIX), fields_of(client.get(address(MATRIX))), follow=True)
    assert "Nothing was changed." in answer.text
    assert list(Grant.objects.order_by("pk").values()) == before


def test_several_boards_are_changed_at_once(as_, root, ben, board, members_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    untick(fields, board, "members:reply")
    tick(fields, members_board, "everyone:see")
    assert "The permissions are saved." in client.post(address(MATRIX), fields, follow=True).text
    assert not may(ben, "reply", board)
    assert may(ben, "start", board)
    assert grants(members_board)["everyone"] == {"see"}
    assert LogEntry.objects.get(object_id=board.pk).get_change_message().endswith("may no longer: reply.")


def test_a_board_shows_what_it_takes_from_its_parent_and_gets_its_own_by_a_box(as_, root, ben, board, inner):
    client = as_(root)
    page = client.get(address(MATRIX))
    assert "As on “General”" in page.text
    fields = fields_of(page)
    assert "members:reply" in fields[f"may-{inner.pk}"]
    fields[f"own-{inner.pk}"] = ["on"]
    untick(fields, inner, "members:reply")
    client.post(address(MATRIX), fields)
    assert not may(ben, "reply", inner)
    assert may(ben, "reply", board)
    assert grants(inner)["everyone"] == {"see"}
    fields = fields_of(client.get(address(MATRIX)))
    del fields[f"own-{inner.pk}"]
    client.post(address(MATRIX), fields)
    assert not inner.grants.exists()
    assert may(ben, "reply", inner)


def test_a_board_whose_every_box_is_emptied_does_not_fall_open_to_those_of_its_parent(as_, root, ben, inner):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX))) | {f"own-{inner.pk}": ["on"], f"may-{inner.pk}": []}
    client.post(address(MATRIX), fields)
    assert inner.grants.exists()
    assert not may(ben, "see", inner)


def test_what_is_changed_on_an_inherited_row_alone_is_refused_and_kept(as_, root, board, inner):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    untick(fields, inner, "members:reply")
    untick(fields, board, "members:start")
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 422
    assert "Tick “Own permissions”" in answer.text
    assert "members:reply" not in fields_of(answer)[f"may-{inner.pk}"]
    assert "start" in grants(board)["members"]


def test_what_somebody_else_saved_meanwhile_is_told_and_nothing_is_saved(as_, root, board, members_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    board.grants.filter(audience="members").update(verbs=["see"])
    untick(fields, board, "members:poll")
    untick(fields, members_board, "members:poll")
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 409
    assert "On “General”, Members may no longer: start topics, reply, react" in unescape(answer.text)
    assert grants(board)["members"] == {"see"}
    assert "poll" in grants(members_board)["members"]
    # What was chosen stands in the boxes, and is saved by sending it again.
    again = fields_of(answer)
    assert sorted(again[f"may-{board.pk}"]) == sorted(fields[f"may-{board.pk}"])
    client.post(address(MATRIX), again)
    assert grants(board)["members"] == {"see", "start", "reply", "react", "attach"}


def test_what_somebody_else_saved_on_a_board_that_i_leave_alone_stays(as_, root, board, members_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    board.grants.filter(audience="members").update(verbs=["see"])
    untick(fields, members_board, "members:poll")
    assert client.post(address(MATRIX), fields).status_code == 302
    assert grants(board)["members"] == {"see"}
    assert "poll" not in grants(members_board)["members"]


def test_a_board_that_is_gone_meanwhile_is_no_error(as_, root, board, members_board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    untick(fields, board, "members:poll")
    board.grants.all().delete()
    board.delete()
    assert client.post(address(MATRIX), fields).status_code == 409


def test_visitors_are_granted_nothing_but_seeing_by_a_forged_form(as_, root, board):
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    tick(fields, board, "everyone:reply")
    answer = client.post(address(MATRIX), fields)
    assert answer.status_code == 422
    assert "Visitors can only see." in answer.text
    assert grants(board)["everyone"] == {"see"}


def test_staff_change_only_boards_that_they_moderate(as_, keeper, hall, vault, members_board):
    client = as_(keeper)
    fields = fields_of(client.get(address(MATRIX)))
    assert f"was-{members_board.pk}" in fields
    for foreign in (hall, vault):
        assert f"was-{foreign.pk}" not in fields
        forged = {
            f"was-{foreign.pk}": "",
            f"rows-{foreign.pk}": "staff",
            f"may-{foreign.pk}": "staff:moderate",
        }
        assert client.post(address(MATRIX), fields | forged).status_code == 403
    assert not may(keeper, "moderate", hall)


def test_only_who_sets_permissions_opens_it(as_, clerk, ben, topic):
    for path in (address(MATRIX), address(SEEN_BY)):
        assert as_(clerk).get(path).status_code == 403
        assert as_(ben).get(path).status_code == 302


@pytest.mark.parametrize(
    "written", ["x", "=;=,", "members", "9" * 400 + "=see", "\x00=\x00", "members=see;members=x"]
)
def test_nonsense_in_it_is_no_error(as_, root, board, written):
    fields = {
        f"was-{board.pk}": written,
        f"rows-{board.pk}": written,
        f"may-{board.pk}": written,
        "was-x": "y",
        "was-99": "z",
    }
    assert as_(root).post(address(MATRIX), fields).status_code in {302, 409, 422}


def test_a_group_that_was_deleted_meanwhile_is_left_out(as_, root, board):
    group = Group.objects.create(name="Helpers")
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX) + "?all"))
    tick(fields, board, f"{group.pk}:reply")
    group.delete()
    assert client.post(address(MATRIX), fields).status_code == 302
    assert not board.grants.filter(audience="group").exists()


def test_what_an_app_that_is_gone_had_granted_stays(as_, root, board):
    board.grants.filter(audience="members").update(verbs=["see", "levitate"])
    Grant.objects.create(board=board, audience="gold", verbs=["see"])
    client = as_(root)
    fields = fields_of(client.get(address(MATRIX)))
    tick(fields, board, "members:reply")
    client.post(address(MATRIX), fields)
    assert grants(board) == {
        "everyone": {"see"},
        "members": {"see", "reply", "levitate"},
        "staff": grants(board)["staff"],
        "gold": {"see"},
    }


def test_it_takes_the_same_queries_for_few_boards_and_for_many_and_sends_no_more_than_django_takes(
    as_, root, django_assert_max_num_queries
):
    for n in range(40):
        board = opened(f"Board {n}", Preset.PUBLIC)
        if n < 8:
            group = Group.objects.create(name=f"Group {n}")
            Grant.objects.create(board=board, audience="group", group=group, verbs=["see"])
    client = as_(root)
    client.get(address(MATRIX))
    with django_assert_max_num_queries(14):
        page = client.get(address(MATRIX))
    assert page.text.count("<input") < 1_000
    assert "?page=2" in page.text
    assert client.get(address(MATRIX) + "?page=9999&all").status_code == 200


# As seen by


def said(client, **asked):
    page = client.get(address(SEEN_BY), asked)
    return page.status_code, re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def test_it_says_which_group_allows_something_and_which_board_says_so(as_, root, mod, board, inner):
    _status, page = said(as_(root), member="mod")
    assert "mod is in these groups: " in page
    row = page.split("Inner")[1]
    assert "as on “General”" in row
    assert "Yes Keepers of general No" in row


def test_it_says_who_alone_may_what_somebody_may_not(as_, root, ben, board):
    _status, page = said(as_(root), member="ben")
    assert "No only Staff" in page


def test_it_says_that_a_board_above_is_not_seen(as_, root, eve, staff_board):
    opened("Deep", Preset.PUBLIC, parent=staff_board)
    _status, page = said(as_(root), member="eve")
    assert "No can’t see “Backroom”" in page


def test_a_group_is_asked_as_somebody_who_is_in_no_other(as_, root, board, vault):
    group = Group.objects.get(name="Committee")
    _status, page = said(as_(root), group=group.pk)
    assert "Yes Committee" in page.split("Vault")[1]
    _status, page = said(as_(root), group="everyone")
    assert "Yes" not in page.split("Vault")[1]
    assert "No needs: see" in page.split("Vault")[1]


def test_an_administrator_may_everything(as_, root, vault):
    _status, page = said(as_(root), member="root")
    assert "An administrator may do everything" in page
    assert "No" not in page.split("Vault")[1].split("Yes", 1)[1][:40]


def test_a_name_that_nobody_has_is_said_beside_the_field(as_, root, board):
    status, page = said(as_(root), member="nosuch")
    assert status == 422
    assert "There is no member called “nosuch”." in page


def test_its_answers_are_what_the_forum_does(
    as_, root, ada, ben, mod, board, inner, members_board, staff_board, vault
):
    for member in (ada, ben, mod):
        page = as_(root).get(address(SEEN_BY), {"member": member.username}).text
        rows = re.findall(r'<th scope="row">.*?</tr>', page, re.DOTALL)
        boards = {board.name: board for board in Board.objects.all()}
        assert len(rows) == len(boards)
        for row in rows:
            name = re.search(r'board-depth-\d">([^<]+)<', row).group(1)
            said = re.findall(r'matrix-(yes|never)"', row)
            verbs = ("see", "start", "reply", "react", "attach", "poll", "skip_approval", "moderate")
            for verb, answer in zip(verbs, said, strict=False):
                assert (answer == "yes") == may(member, verb, boards[name]), (member, verb, name)
