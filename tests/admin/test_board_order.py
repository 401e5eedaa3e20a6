"""Boards are ordered by arrows, or by dragging, among those with the same parent board."""

import pytest
from django.contrib.auth.models import Permission

from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.conftest import opened

ORDER = "boards_board_order"


@pytest.fixture
def boards(db):
    first = opened("First", Preset.PUBLIC)
    made = [first, opened("Second", Preset.PUBLIC), opened("Third", Preset.PUBLIC)]
    opened("Inner", Preset.PUBLIC, parent=first)
    return made


def order(parent=None):
    return list(Board.objects.filter(parent=parent).values_list("name", flat=True))


def send(client, **said):
    return client.post(address(ORDER), said)


def test_a_board_goes_up_and_down(as_, keeper, boards):
    client = as_(keeper)
    assert "“Third” is moved up." in client.post(address(ORDER), {"up": boards[2].pk}, follow=True).text
    assert order() == ["First", "Third", "Second"]
    send(client, down=boards[0].pk)
    assert order() == ["Third", "First", "Second"]


def test_the_arrow_can_be_pressed_again_or_the_other_one_at_an_end(as_, keeper, boards):
    client = as_(keeper)
    last = boards[2].pk
    assert send(client, up=last)["Location"].endswith(f"#move-up-{last}")
    assert send(client, up=last)["Location"].endswith(f"#move-down-{last}")
    page = client.get(address("boards_board_changelist")).text
    assert f'id="move-down-{last}"' in page and f'id="move-up-{last}"' not in page


def test_the_first_goes_no_further_up_and_the_last_no_further_down(as_, keeper, boards):
    client = as_(keeper)
    send(client, up=boards[0].pk)
    send(client, down=boards[2].pk)
    assert order() == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("moved", "before", "result"),
    [
        (2, 0, ["Third", "First", "Second"]),
        (0, 2, ["Second", "First", "Third"]),
        (0, None, ["Second", "Third", "First"]),
    ],
)
def test_a_board_is_dropped_before_another_or_at_the_end(as_, keeper, boards, moved, before, result):
    send(as_(keeper), board=boards[moved].pk, before="" if before is None else boards[before].pk)
    assert order() == result


def test_a_board_is_not_dropped_among_those_of_another_parent(as_, keeper, boards):
    inner = Board.objects.get(name="Inner")
    send(as_(keeper), board=boards[2].pk, before=inner.pk)
    assert order() == ["First", "Second", "Third"]
    assert order(boards[0]) == ["Inner"]


def test_visitors_pages_follow(as_, keeper, boards):
    before = SiteSettings.current().version
    send(as_(keeper), up=boards[1].pk)
    assert SiteSettings.current().version > before


def test_only_who_moderates_a_board_orders_it(as_, keeper, boards, vault, clerk):
    assert send(as_(keeper), up=vault.pk).status_code == 403
    assert send(as_(clerk), up=boards[1].pk).status_code == 403
    assert send(as_(keeper), up="nonsense").status_code == 403
    assert as_(keeper).get(address(ORDER)).status_code == 405
    assert order()[:3] == ["First", "Second", "Third"]


def test_the_list_has_arrows_where_there_is_a_way_and_none_elsewhere(as_, keeper, boards):
    page = as_(keeper).get(address("boards_board_changelist")).text
    assert "Move “Second” up" in page
    assert "Move “First” up" not in page
    assert "Move “Inner”" not in page


def test_who_only_looks_at_boards_gets_no_arrows(as_, clerk, boards):
    clerk.user_permissions.add(Permission.objects.get(codename="view_board"))
    page = as_(clerk).get(address("boards_board_changelist"))
    assert page.status_code == 200
    assert "Move “Second” up" not in page.text


def test_a_new_board_comes_last_and_the_first_one_is_shown_at_once(as_, root):
    client = as_(root)
    grants = {
        "grants-TOTAL_FORMS": 0,
        "grants-INITIAL_FORMS": 0,
        "preset": Preset.PUBLIC,
        "takes_topics": "on",
    }
    assert client.post(address("boards_board_add"), {"name": "One", **grants})["Location"] == "/b/one/"
    answer = client.post(address("boards_board_add"), {"name": "Two", **grants}, follow=True)
    assert answer.redirect_chain[-1][0] == address("boards_board_changelist")
    assert '<a href="/b/two/">View board</a>' in answer.text
    assert order() == ["One", "Two"]
