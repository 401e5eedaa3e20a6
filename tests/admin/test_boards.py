import re

import pytest
from django.contrib.auth.models import Group, Permission

from forum.boards.models import Board, Grant
from forum.boards.presets import PRESETS, Preset, apply_preset
from forum.boards.usual_verbs import WRITING
from forum.site.models import SiteSettings
from tests.admin.conftest import address

ADD = "boards_board_add"
CHANGE = "boards_board_change"


def fields(board=None, **more):
    """The board's form as the page holds it; grants as they are, without any of their own changes."""
    said = {"name": "Workshop", "slug": "workshop", "position": "0", "takes_topics": "on", "description": ""}
    if board:
        said |= {"name": board.name, "slug": board.slug, "parent": board.parent_id or ""}
        grants = list(board.grants.order_by("pk"))
        said |= {
            "topic_fields-TOTAL_FORMS": 0,
            "topic_fields-INITIAL_FORMS": 0,
            "grants-TOTAL_FORMS": len(grants),
            "grants-INITIAL_FORMS": len(grants),
        }
        for n, grant in enumerate(grants):
            said |= {f"grants-{n}-id": grant.pk, f"grants-{n}-board": board.pk} | rights(n, grant)
    return said | more


def rights(n, grant):
    who = f"group:{grant.group_id}" if grant.group_id else grant.audience
    return {f"grants-{n}-who": who, f"grants-{n}-verbs": grant.verbs}


def one_more(board, **grant):
    """The form with one row added to the grants."""
    said = fields(board)
    n = said["grants-TOTAL_FORMS"]
    return said | {"grants-TOTAL_FORMS": n + 1, f"grants-{n}-board": board.pk} | rights(n, Grant(**grant))


def granted(board):
    return {grant.audience: grant.verbs for grant in board.grants.all()}


def meant(preset):
    return PRESETS[preset]


@pytest.mark.parametrize("preset", [Preset.PUBLIC, Preset.ANNOUNCEMENTS, Preset.MEMBERS, Preset.STAFF])
def test_a_board_is_added_and_opened_as_chosen(as_, keeper, preset):
    answer = as_(keeper).post(address(ADD), fields(preset=preset))
    assert answer.status_code == 302
    assert granted(Board.objects.get(slug="workshop")) == meant(preset)


def test_a_new_board_needs_a_preset(as_, root, db):
    assert as_(root).post(address(ADD), fields()).status_code == 200
    assert as_(root).post(address(ADD), fields(preset="open-to-all")).status_code == 200
    assert not Board.objects.exists()


def test_a_board_at_the_top_has_nothing_to_inherit(as_, root, board):
    assert as_(root).post(address(ADD), fields(preset=Preset.INHERITED)).status_code == 200
    as_(root).post(address(ADD), fields(preset=Preset.INHERITED, parent=board.pk))
    assert Board.objects.get(slug="workshop").parent == board


def test_choosing_a_preset_later_replaces_the_grants_whatever_the_rows_say(as_, root, board):
    said = one_more(board, audience="staff", verbs=["see"]) | {"preset": Preset.MEMBERS}
    said |= {"grants-0-DELETE": "on"}
    said["grants-TOTAL_FORMS"] -= 1
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 302
    assert granted(board) == meant(Preset.MEMBERS)


def test_without_a_preset_the_rows_count(as_, root, board):
    group = Group.objects.create(name="Keepers")
    said = one_more(board, audience="group", group=group, verbs=["see", "moderate"])
    said |= {"grants-0-DELETE": "on"}
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 302
    assert board.grants.get(group=group).verbs == ["see", "moderate"]
    assert board.grants.count() == len(meant(Preset.PUBLIC))


@pytest.mark.parametrize(
    "grant",
    [
        {"audience": "everyone", "verbs": ["see"]},  # there already
        {"audience": "group", "verbs": ["see"]},  # which group?
        {"audience": "nobody", "verbs": ["see"]},
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(as_, root, board, grant):
    before = granted(board)
    assert as_(root).post(address(CHANGE, board.pk), one_more(board, **grant)).status_code == 200
    assert granted(board) == before


def test_visitors_are_granted_to_see_and_nothing_else(as_, root, members_board):
    said = one_more(members_board, audience="everyone", verbs=["see", "reply"])
    assert as_(root).post(address(CHANGE, members_board.pk), said).status_code == 200
    assert not members_board.grants.filter(audience="everyone").exists()


def row_of(board, audience):
    return list(board.grants.order_by("pk").values_list("audience", flat=True)).index(audience)


@pytest.mark.every_database
@pytest.mark.parametrize("removed", [{}, {"grants-0-DELETE": "on"}])
def test_a_row_for_members_is_not_turned_into_one_for_visitors_who_write(as_, root, board, removed):
    before = granted(board)
    said = fields(board) | {f"grants-{row_of(board, 'members')}-who": "everyone"} | removed
    page = as_(root).post(address(CHANGE, board.pk), said)
    assert page.status_code == 200
    assert page.text.count("Visitors can only see.") == 1
    assert granted(board) == before


def test_a_row_for_visitors_who_write_is_refused_for_nobody_too(as_, root, board):
    before = granted(board)
    n = row_of(board, "everyone")
    said = fields(board) | {f"grants-{n}-who": "nosuch", f"grants-{n}-verbs": ["see", "reply"]}
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 200
    assert granted(board) == before


@pytest.mark.every_database
def test_a_row_takes_the_place_of_one_that_is_removed(as_, root, board):
    staff, members = row_of(board, "staff"), row_of(board, "members")
    said = fields(board) | {f"grants-{members}-who": "staff", f"grants-{staff}-DELETE": "on"}
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 302
    assert granted(board) == {"everyone": ["see"], "staff": WRITING}


@pytest.mark.every_database
def test_two_rows_change_places(as_, root, board):
    staff, members = row_of(board, "staff"), row_of(board, "members")
    before = granted(board)
    said = fields(board) | {f"grants-{members}-who": "staff", f"grants-{staff}-who": "members"}
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 302
    assert granted(board) == before | {"staff": before["members"], "members": before["staff"]}


def test_one_group_named_twice_in_one_form_is_refused(as_, root, board):
    group = Group.objects.create(name="Keepers")
    said = one_more(board, audience="group", group=group, verbs=["see"])
    n = said["grants-TOTAL_FORMS"]
    said |= {"grants-TOTAL_FORMS": n + 1, f"grants-{n}-board": board.pk}
    said |= rights(n, Grant(audience="group", group=group, verbs=["see"]))
    answer = as_(root).post(address(CHANGE, board.pk), said)
    assert answer.status_code == 200
    assert not board.grants.filter(group=group).exists()


def test_one_audience_named_twice_in_one_form_is_refused(as_, root, db):
    board = Board.objects.create(name="Empty", slug="empty")
    said = fields(board) | {"grants-TOTAL_FORMS": 2, "grants-0-board": board.pk, "grants-1-board": board.pk}
    for n in (0, 1):
        said |= rights(n, Grant(audience="staff", verbs=["see"]))
    assert as_(root).post(address(CHANGE, board.pk), said).status_code == 200
    assert not board.grants.exists()


def offered(page, field):
    [box] = re.findall(rf'<select name="{field}".*?</select>', page.text, re.DOTALL)
    return box


def test_neither_the_board_nor_those_in_it_are_offered_as_its_parent(as_, root, board, members_board):
    Board.objects.create(name="Inner", slug="inner", parent=board)
    parents = offered(as_(root).get(address(CHANGE, board.pk)), "parent")
    assert "Lounge" in parents
    assert "General" not in parents and "Inner" not in parents


def test_the_permissions_are_named_as_they_are(as_, root, board):
    client = as_(root)
    assert "As now (Public: " in offered(client.get(address(CHANGE, board.pk)), "preset")
    board.grants.filter(audience="members").delete()
    assert "Custom (below)" in offered(client.get(address(CHANGE, board.pk)), "preset")
    board.grants.all().delete()
    page = client.get(address(CHANGE, board.pk))
    assert "Administrators only" in offered(page, "preset")
    assert "Without any row, only administrators see this board." in page.text


def test_a_board_stands_neither_in_itself_nor_in_what_stands_in_it(as_, root, board):
    inner = Board.objects.create(name="Inner", slug="inner", parent=board)
    deeper = Board.objects.create(name="Deeper", slug="deeper", parent=inner)
    for parent in (board, inner, deeper):
        answer = as_(root).post(address(CHANGE, board.pk), fields(board, parent=parent.pk))
        assert answer.status_code == 200
        assert "can’t be its own parent board" in answer.content.decode()
    board.refresh_from_db()
    assert board.parent is None


@pytest.mark.parametrize("wrong", [{"name": ""}, {"slug": "no good"}, {"name": "x" * 81}])
def test_a_board_needs_a_name_and_an_address(as_, root, board, wrong):
    assert as_(root).post(address(CHANGE, board.pk), fields(board) | wrong).status_code == 200
    board.refresh_from_db()
    assert (board.name, board.slug) == ("General", "general")


def test_two_boards_do_not_share_an_address(as_, root, board):
    assert as_(root).post(address(ADD), fields(slug="general", preset=Preset.PUBLIC)).status_code == 200


def test_every_change_lets_no_cached_page_outlive_it(as_, root, board):
    client = as_(root)
    group = Group.objects.create(name="Keepers")
    steps = (
        (address(ADD), fields(preset=Preset.PUBLIC)),
        (address(CHANGE, board.pk), fields(board, description="New words")),
        (address(CHANGE, board.pk), one_more(board, audience="group", group=group, verbs=["see"])),
        (address(CHANGE, board.pk), fields(board, preset=Preset.STAFF)),
    )
    for target, said in steps:
        before = SiteSettings.current().version
        assert client.post(target, said).status_code == 302
        assert SiteSettings.current().version > before
    before = SiteSettings.current().version
    empty = Board.objects.get(slug="workshop")
    client.post(address("boards_board_delete", empty.pk), {"post": "yes"})
    assert SiteSettings.current().version > before
    assert not Board.objects.filter(pk=empty.pk).exists()


def test_a_board_that_holds_topics_or_boards_is_not_deleted(as_, root, topic, members_board):
    Board.objects.create(name="Inner", slug="inner", parent=members_board)
    for board in (topic.board, members_board):
        page = as_(root).post(address("boards_board_delete", board.pk), {"post": "yes"}, follow=True)
        assert page.redirect_chain[-1][0] == address(CHANGE, board.pk)
        assert page.text.count("First move its topics and its boards elsewhere.") == 2
        assert Board.objects.filter(pk=board.pk).exists()


def test_get_changes_nothing(as_, root, members_board):
    as_(root).get(address(CHANGE, members_board.pk), {"name": "Changed", "preset": "public", "_save": "1"})
    as_(root).get(address("boards_board_delete", members_board.pk), {"post": "yes"})
    members_board.refresh_from_db()
    assert members_board.name == "Lounge"
    assert granted(members_board) == meant(Preset.MEMBERS)


def test_counters_are_not_taken_from_the_form(as_, root, board):
    as_(root).post(address(CHANGE, board.pk), fields(board, topic_count=99, post_count=99, id=77))
    board.refresh_from_db()
    assert (board.topic_count, board.post_count) == (0, 0)


def test_the_list_shows_the_tree_in_its_order(as_, root, board, members_board):
    Board.objects.create(name="Second inside", slug="second", parent=board, position=2)
    Board.objects.create(name="First inside", slug="first", parent=board, position=1)
    page = as_(root).get(address("boards_board_changelist")).content.decode()
    places = [
        page.index(name) for name in ("General</span>", "First inside", "Second inside", "Lounge</span>")
    ]
    assert places == sorted(places)
    assert 'board-depth-1">First inside' in page


def test_staff_see_no_hidden_board_anywhere(as_, keeper, board, vault):
    client = as_(keeper)
    for page in (address("boards_board_changelist"), address(ADD), address(CHANGE, board.pk)):
        assert "Vault" not in client.get(page).content.decode()
    assert client.get(address(CHANGE, vault.pk)).status_code == 302


def test_staff_change_only_boards_they_moderate(as_, keeper, hall, vault):
    for board, status in ((hall, 403), (vault, 302)):
        answer = as_(keeper).post(address(CHANGE, board.pk), fields(board, name="Mine", preset=Preset.STAFF))
        assert answer.status_code == status
        assert not Board.objects.filter(name="Mine").exists()


def test_staff_put_no_board_into_one_they_do_not_moderate(as_, keeper, board, hall, vault):
    for parent in (hall, vault):
        assert as_(keeper).post(address(CHANGE, board.pk), fields(board, parent=parent.pk)).status_code == 200
    board.refresh_from_db()
    assert board.parent is None


def test_who_may_not_grant_gets_no_preset(as_, keeper, board):
    keeper.user_permissions.remove(*keeper.user_permissions.filter(codename__endswith="_grant"))
    before = granted(board)
    as_(keeper).post(address(CHANGE, board.pk), one_more(board, audience="staff") | {"preset": Preset.STAFF})
    assert granted(board) == before


@pytest.fixture
def orderly(keeper):
    """The keeper, who may put boards in order but not say who may do what there."""
    keeper.user_permissions.remove(Permission.objects.get(codename="change_grant"))
    return keeper


def arranged(board, **more):
    return {"name": board.name, "slug": board.slug, "position": "0", "takes_topics": "on", "description": "",
            "parent": board.parent_id or "", "topic_fields-TOTAL_FORMS": 0, "topic_fields-INITIAL_FORMS": 0, "grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0} | more  # fmt: skip


def put(browser, board, parent):
    answer = browser.post(address(CHANGE, board.pk), arranged(board, parent=parent.pk if parent else ""))
    board.refresh_from_db()
    return answer


def test_a_board_does_not_get_other_readers_by_standing_elsewhere(
    as_, orderly, board, staff_board, members_board
):
    inner = Board.objects.create(name="Inner", slug="inner", parent=staff_board)
    own = Board.objects.create(name="Own", slug="own", parent=staff_board)
    apply_preset(own, Preset.PUBLIC)
    browser = as_(orderly)
    for moved in (inner, own):
        for parent in (board, members_board, None):
            answer = put(browser, moved, parent)
            assert (answer.status_code, moved.parent) == (200, staff_board)
            assert "Other people would see the board" in answer.text


def test_a_board_is_put_elsewhere_where_the_same_people_see_it(as_, orderly, board, root, staff_board):
    other = Board.objects.create(name="Another", slug="another")
    apply_preset(other, Preset.PUBLIC)
    inner = Board.objects.create(name="Inner", slug="inner", parent=board)
    assert put(as_(orderly), inner, other).status_code == 302
    assert inner.parent == other
    assert put(as_(root), inner, staff_board).status_code == 302
    assert inner.parent == staff_board


def test_whoever_puts_boards_in_order_still_changes_their_names(as_, orderly, staff_board):
    inner = Board.objects.create(name="Inner", slug="inner", parent=staff_board)
    answer = as_(orderly).post(address(CHANGE, inner.pk), arranged(inner, name="Innermost"))
    inner.refresh_from_db()
    assert (answer.status_code, inner.name) == (302, "Innermost")


def test_the_fields_of_new_topics_are_named_as_elsewhere(as_, root, board):
    page = as_(root).get(address(CHANGE, board.pk)).text
    assert "Add another field" in page and "Add another Field" not in page
