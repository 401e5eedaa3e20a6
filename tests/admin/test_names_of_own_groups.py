"""A board's own groups are named after it, and nowhere to people who do not see the board."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError

from accounts.shown_names import is_forum_staff, validate_shown_name
from forum.boards.permission_matrix import write
from forum.boards.presets import Preset
from forum.moderation import appointing
from tests.admin.conftest import address
from tests.admin.test_boards import one_more
from tests.admin.test_private_boards import send
from tests.conftest import opened

pytestmark = pytest.mark.every_database


@pytest.fixture
def club(db):
    return opened("Club", Preset.PRIVATE)


def test_a_group_of_a_hidden_board_is_not_named_on_a_board_that_it_moderates(
    as_, root, keeper, ben, board, vault
):
    appointing.appoint(root, vault, ben)
    board.grants.create(audience="group", group=ben.groups.get(), verbs=["see", "moderate"])
    page = address("boards_board_change", board.pk)
    assert "Also these groups" in as_(root).get(page).text
    assert "Also these groups" not in as_(keeper).get(page).text


def test_the_group_of_a_board_that_one_does_not_see_is_named_nowhere(as_, root, keeper, ben, club, board):
    """Its name would tell the name of the board."""
    send(as_(root), club, members="ben")
    club.grants.filter(audience="staff").delete()
    client = as_(keeper)
    matrix, seen_by = address("boards_board_matrix"), address("boards_board_seen_by")
    for path in (f"{matrix}?all", f"{seen_by}?member=ben", address("boards_board_change", board.pk)):
        assert "Club" not in client.get(path).text, path
        assert "Club" in as_(root).get(path).text
    # Where it has permissions already, its row can be kept.
    row = board.grants.create(audience="group", group=Group.objects.get(), verbs=["see"])
    assert (
        f'value="group:{row.group_id}" selected' in client.get(address("boards_board_change", board.pk)).text
    )


def test_other_people_of_the_admin_learn_no_name_of_a_hidden_board_from_groups(
    as_, root, keeper, ada, club, board
):
    send(as_(root), club, members="ada")
    club.grants.filter(audience="staff").delete()
    group = club.named_members
    client, members = as_(keeper), address("accounts_user_changelist")
    Group.objects.create(name="Others")
    role = {"title": "", "groups": [group.pk, Group.objects.create(name="Guild").pk]}
    assert as_(root).post(address("accounts_user_change", ada.pk), role).status_code == 302
    named = [members, address("accounts_user_change", ada.pk), address("accounts_user_history", ada.pk)]
    for path in named:
        page = client.get(path).text
        assert "Guild" in page, path
        assert "Club" not in page, path
    for path in named[:2]:
        assert "Members of Club" in as_(root).get(path).text
    assert (
        "ada"
        in as_(root).get(f"{members}?groups__id__exact={group.pk}").context["cl"].result_list[0].username
    )
    assert not client.get(f"{members}?groups__id__exact={group.pk}").context["cl"].result_list
    for question in ("groups", "groups__exact", "groups__gte", "groups__isnull"):
        assert client.get(f"{members}?{question}={group.pk}").status_code != 200, question


def test_the_history_of_a_board_names_no_group_of_another_board(as_, root, keeper, club, board):
    """Whoever saves may see both, and who reads it later only this one."""
    club.grants.filter(audience="staff").delete()
    client = as_(root)
    shown = {row.audience: frozenset(row.verbs) for row in board.grants.all()}
    ticks = [f"{who}:{verb}" for who, verbs in shown.items() for verb in verbs]
    sent = {
        f"was-{board.pk}": write(shown),
        f"rows-{board.pk}": ",".join(map(str, [*shown, club.named_members_id])),
        f"may-{board.pk}": [*ticks, f"{club.named_members_id}:see"],
    }
    assert client.post(address("boards_board_matrix"), sent).status_code == 302
    assert board.grants.filter(group=club.named_members).exists()
    page = as_(keeper).get(address("boards_board_history", board.pk)).text
    assert "another group" in page
    assert "Club" not in page
    row = board.grants.get(group=club.named_members)
    data = one_more(board, audience="group", group=Group.objects.create(name="Guild"), verbs=["see"])
    [place] = [
        key.removesuffix("-id") for key, value in data.items() if key.endswith("-id") and value == row.pk
    ]
    assert (
        client.post(address("boards_board_change", board.pk), data | {f"{place}-DELETE": "on"}).status_code
        == 302
    )
    assert not board.grants.filter(pk=row.pk).exists()
    page = as_(keeper).get(address("boards_board_history", board.pk)).text
    assert "General: Guild" in page
    assert "General: another group" in page
    assert "Club" not in page


def test_an_announcement_offers_no_group_of_a_hidden_board(as_, root, keeper, club):
    club.grants.filter(audience="staff").delete()
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="announcements"))
    path = address("announcements_announcement_add")
    assert "Club" in as_(root).get(path).text
    assert "Club" not in as_(keeper).get(path).text


def test_a_name_tells_nobody_that_there_is_a_hidden_board(ada, clerk, club):
    for member in (ada, clerk):
        said = []
        for name in ("Members of Club", "Members of Nothing", "MembersOfClub"):
            try:
                validate_shown_name(name, member)
                said.append("")
            except ValidationError as error:
                said.append(error.code)
        assert len(set(said)) == 1
    assert not is_forum_staff("MembersOfClub")
