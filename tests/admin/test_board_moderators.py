"""“Make a moderator” on a board's page: one control, which makes the group and the permission it takes."""

import pytest
from django.contrib.auth.models import Group, Permission

from forum.admin.admin_permissions import set_jobs
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.members import closing_accounts
from forum.moderation import undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.topics.rules import may
from tests.admin.conftest import address, last_entry
from tests.admin.test_boards import one_more
from tests.conftest import opened

pytestmark = pytest.mark.every_database


def send(client, board, **said):
    return client.post(address("boards_board_moderators", board.pk), said, follow=True)


def fresh(member):
    return type(member).objects.get(pk=member.pk)


def moderates(member, board):
    return may(fresh(member), "moderate", Board.objects.get(pk=board.pk))


def test_a_member_is_made_a_moderator_logged_and_told(as_, root, ben, members_board):
    page = send(as_(root), members_board, member="@ben").text
    assert "is a moderator of" in page
    assert moderates(ben, members_board)
    assert (last_entry().act, last_entry().member, last_entry().by) == ("make-moderator", ben, root)
    assert Notification.objects.filter(member=ben, kind="appointed").exists()


def test_they_are_shown_as_a_moderator_beside_their_posts(as_, root, ben, members_board, start):
    topic = start(ben, members_board)
    assert "Moderator</p>" not in as_(root).get(topic.get_absolute_url()).text
    send(as_(root), members_board, member="ben")
    assert "Moderator" in as_(root).get(topic.get_absolute_url()).text


def test_the_second_joins_the_first(as_, root, ben, eve, members_board):
    for name in ("ben", "eve", "eve"):
        send(as_(root), members_board, member=name)
    [group] = Group.objects.all()
    assert set(group.user_set.all()) == {ben, eve}
    assert LogEntry.objects.count() == 2


def test_they_moderate_no_other_board(as_, root, ben, board, members_board):
    send(as_(root), members_board, member="ben")
    assert not moderates(ben, board)


def test_removing_the_last_leaves_the_board_as_it_was(as_, root, ben, members_board):
    before = {grant.audience: grant.verbs for grant in members_board.grants.all()}
    send(as_(root), members_board, member="ben")
    send(as_(root), members_board, remove=ben.pk)
    assert not moderates(ben, members_board)
    assert {grant.audience: grant.verbs for grant in members_board.grants.all()} == before
    assert not Group.objects.exists()
    assert last_entry().act == "end-moderator"


def test_a_board_with_its_parents_permissions_keeps_them_and_gets_them_back(
    as_, root, ada, ben, members_board
):
    inner = opened("Inner", Preset.INHERITED, parent=members_board)
    send(as_(root), inner, member="ben")
    assert moderates(ben, inner)
    assert not moderates(ben, members_board)
    assert may(fresh(ada), "reply", inner)
    send(as_(root), inner, remove=ben.pk)
    assert not inner.grants.exists()
    assert may(fresh(ada), "reply", inner)


def test_it_is_undone_from_the_log(as_, root, ben, members_board):
    send(as_(root), members_board, member="ben")
    assert undoing.undo(root, last_entry())
    assert not moderates(ben, members_board)
    assert undoing.undo(root, last_entry())
    assert moderates(ben, members_board)


def test_a_name_that_nobody_has_is_said_beside_the_field(as_, root, members_board):
    page = send(as_(root), members_board, member="nosuch").text
    assert "There is no member called “nosuch”." in page
    assert 'value="nosuch"' in page
    assert not Group.objects.exists()


def test_whoever_could_not_see_the_board_is_warned_of(as_, root, ben, staff_board):
    inner = opened("Inner", Preset.MEMBERS, parent=staff_board)
    page = send(as_(root), inner, member="ben").text
    assert "can’t see a parent board" in page


def test_only_who_sets_permissions_names_moderators(as_, keeper, clerk, ben, members_board, vault):
    assert send(as_(clerk), members_board, member="ben").status_code == 403
    assert send(as_(ben), members_board, member="ben").status_code != 200
    assert send(as_(keeper), vault, member="ben").status_code == 403
    assert not moderates(ben, members_board)


def test_the_rest_of_the_page_is_as_it_was_beside_a_name_that_nobody_has(as_, root, members_board):
    client = as_(root)
    shown = client.get(address("boards_board_change", members_board.pk))
    refused = send(client, members_board, member="nosuch")
    assert refused.status_code == 422
    assert "ManagementForm" not in refused.text
    assert refused.text.count("errorlist") == 1
    assert refused.context["adminform"].form.initial == shown.context["adminform"].form.initial
    assert 'name="name" value="Lounge"' in refused.text
    assert refused.text.count('-who"') == shown.text.count('-who"')


@pytest.fixture
def power(db):
    """A group with jobs in the admin, and no board."""
    group = Group.objects.create(name="Power")
    set_jobs(group, ["help", "suspend", "settings"])
    return group


def give_row(client, board, group):
    said = one_more(board, audience="group", group=group, verbs=["see", "moderate"])
    assert client.post(address("boards_board_change", board.pk), said).status_code == 302
    assert board.grants.filter(group=group).exists()


def test_nobody_gives_themselves_the_jobs_of_a_group_by_a_row_for_it(as_, keeper, members_board, power):
    client = as_(keeper)
    give_row(client, members_board, power)
    send(client, members_board, member="keeper")
    assert not power.user_set.exists()
    assert not fresh(keeper).has_perm("accounts.help_member")
    assert list(fresh(keeper).groups.values_list("name", flat=True)) == ["Moderators of Lounge"]


def test_a_group_of_others_is_neither_joined_nor_emptied_nor_deleted(as_, root, keeper, ada, ben, vault):
    committee = Group.objects.get(name="Committee")
    send(as_(root), vault, member="ben")
    assert not ben.groups.filter(pk=committee.pk).exists()
    vault.grants.create(audience="staff", verbs=["see", "moderate"])
    for client in (as_(root), as_(keeper)):
        send(client, vault, remove=ada.pk)
    assert list(committee.user_set.all()) == [ada]
    assert "Committee" in as_(root).get(address("boards_board_change", vault.pk)).text


@pytest.mark.parametrize("given", ["jobs", "an odd permission"])
def test_the_boards_own_group_is_left_alone_once_it_can_do_more(
    as_, root, keeper, ben, eve, board, members_board, given
):
    # Only a superuser fills it then.
    send(as_(root), members_board, member="ben")
    group = ben.groups.get()
    if given == "jobs":
        as_(root).post(address("auth_group_change", group.pk), {"name": group.name, "jobs": ["help"]})
    else:
        group.permissions.add(Permission.objects.get(codename="view_session"))
    send(as_(keeper), members_board, member="eve")
    send(as_(keeper), members_board, remove=ben.pk)
    assert list(group.user_set.all()) == [ben]
    assert moderates(eve, members_board)
    assert not moderates(eve, board)
    assert not fresh(eve).get_all_permissions()


@pytest.mark.parametrize("first", ["make-moderator", "end-moderator"])
def test_undoing_and_redoing_lead_into_no_group_with_jobs(as_, root, keeper, members_board, power, first):
    """Whatever the board’s own group was when it was logged."""
    client = as_(keeper)
    send(client, members_board, member="keeper")
    if first == "end-moderator":
        send(client, members_board, remove=keeper.pk)
    give_row(client, members_board, power)
    for _turn in range(3):
        client.post("/moderate/undo/", {"undo": last_entry().pk})
        client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    assert LogEntry.objects.count() > 5
    assert Group.objects.filter(pk=power.pk).exists()
    assert not power.user_set.exists()
    assert not fresh(keeper).has_perm("accounts.help_member")


def test_the_log_of_another_board_undoes_nothing_for_who_does_not_moderate_it(as_, root, keeper, ben, vault):
    send(as_(root), vault, member="ben")
    send(as_(root), vault, remove=ben.pk)
    for path in ("/moderate/undo/", address("moderation_logentry_undo")):
        as_(keeper).post(path, {"undo": last_entry().pk})
    assert not moderates(ben, vault)


def test_a_closed_account_is_made_a_moderator_by_no_undoing(as_, root, ben, members_board):
    send(as_(root), members_board, member="ben")
    send(as_(root), members_board, remove=ben.pk)
    ended = last_entry()
    closing_accounts.close(ben)
    as_(root).post("/moderate/undo/", {"undo": ended.pk})
    assert not ben.groups.exists()


def test_a_moderator_of_a_board_inside_leaves_the_boards_own_moderators_removable(
    as_, root, ada, ben, eve, members_board
):
    """The board inside gets a copy of all permissions, those of the own group above among them."""
    inner = opened("Inner", Preset.INHERITED, parent=members_board)
    client = as_(root)
    send(client, members_board, member="ben")
    send(client, inner, member="ada")
    send(client, members_board, member="eve")
    assert list(Group.objects.order_by("name").values_list("name", flat=True)) == [
        "Moderators of Inner",
        "Moderators of Lounge",
    ]
    assert "is no longer a moderator" in send(client, members_board, remove=ben.pk).text
    assert not moderates(ben, members_board)
    assert moderates(eve, inner)
    send(client, members_board, remove=eve.pk)
    assert (moderates(eve, members_board), moderates(eve, inner), moderates(ada, inner)) == (
        False,
        False,
        True,
    )
    assert inner.grants.exists()


def test_whoever_moderates_not_all_boards_of_the_group_only_takes_out(
    as_, root, keeper, ben, eve, members_board, vault
):
    send(as_(root), members_board, member="ben")
    vault.grants.create(audience="group", group=ben.groups.get(), verbs=["see", "moderate"])
    page = send(as_(keeper), members_board, member="eve").text
    assert "has permissions on boards that you don’t moderate" in page
    assert "Vault" not in page
    assert not moderates(eve, vault)
    assert not moderates(eve, members_board)
    send(as_(keeper), members_board, remove=ben.pk)
    assert not moderates(ben, members_board)
    assert not moderates(ben, vault)
    assert vault.grants.count() == 2
    send(as_(root), members_board, member="eve")
    assert moderates(eve, vault)


def test_whoever_cannot_be_removed_there_is_said_to_be(as_, root, eve, members_board):
    assert "isn’t a moderator whom you can remove here" in send(as_(root), members_board, remove=eve.pk).text


def test_other_permissions_leave_no_second_group_behind(as_, root, ben, eve, members_board):
    """Its name would tell that of the board to those who do not see it."""
    send(as_(root), members_board, member="ben")
    apply_preset(members_board, Preset.STAFF)
    send(as_(root), members_board, member="eve")
    [group] = Group.objects.all()
    assert (group.name, list(group.user_set.all())) == ("Moderators of Lounge", [eve])


def test_a_group_that_was_cut_to_less_moderates_again_with_the_next_moderator(as_, root, ben, members_board):
    send(as_(root), members_board, member="ben")
    members_board.grants.filter(group=ben.groups.get()).update(verbs=["see"])
    assert not moderates(ben, members_board)
    assert "is a moderator of “Lounge” now" in as_plain(send(as_(root), members_board, member="ben").text)
    assert moderates(ben, members_board)


def as_plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def test_who_cannot_see_the_board_is_not_notified(as_, root, ben, staff_board):
    inner = opened("Inner", Preset.MEMBERS, parent=staff_board)
    send(as_(root), inner, member="ben")
    assert not Notification.objects.filter(member=ben).exists()


def test_each_board_of_which_a_member_is_made_moderator_can_be_undone(as_, root, ben, board, members_board):
    send(as_(root), board, member="ben")
    first = last_entry()
    send(as_(root), members_board, member="ben")
    assert undoing.undoable([first, last_entry()]) == {first.pk, last_entry().pk}
    assert undoing.undo(root, first)
    assert (moderates(ben, board), moderates(ben, members_board)) == (False, True)
    assert undoing.undoable([first]) == set()
