"""Private boards: for members who are named on the board's page, and staff."""

import pytest
from django.contrib.auth.models import Group

from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.mail import event_mail
from forum.mail.send_checks import NotSent
from forum.moderation import admitting, appointing, undoing
from forum.notifications.models import Delivery, Notification
from forum.site.models import SiteSettings
from forum.topics.rules import may
from tests.admin.conftest import address, last_entry
from tests.admin.test_boards import fields
from tests.conftest import opened

pytestmark = pytest.mark.every_database


def send(client, board, **said):
    return client.post(address("boards_board_members", board.pk), said, follow=True)


def sees(member, board):
    return may(type(member).objects.get(pk=member.pk), "see", Board.objects.get(pk=board.pk))


@pytest.fixture
def club(db):
    return opened("Club", Preset.PRIVATE)


def test_a_board_is_made_private_by_one_choice(as_, root, eve, clerk, topic):
    board = topic.board
    client = as_(root)
    form = client.get(address("boards_board_change", board.pk))
    assert "Members of this private board" not in form.text
    apply_preset(board, Preset.PRIVATE)
    form = client.get(address("boards_board_change", board.pk))
    assert "Members of this private board" in form.text
    assert "As now (Private" in form.text
    assert (sees(eve, board), sees(clerk, board), sees(root, board)) == (False, True, True)
    assert as_(eve).get(topic.get_absolute_url()).status_code == 404


def test_members_are_let_in_logged_and_told(as_, root, ada, ben, eve, club):
    page = send(as_(root), club, members="ada, @ben").text
    assert "Let into “Club”: Ada Lindqvist, ben." in page
    assert (sees(ada, club), sees(ben, club), sees(eve, club)) == (True, True, False)
    assert may(ada, "start", club)
    assert not may(ada, "moderate", club)
    assert (last_entry().act, last_entry().member) == ("let-in", ben)
    assert Notification.objects.filter(member=ben, kind="admitted").exists()


def test_they_are_taken_out_and_let_in_again_by_undo(as_, root, ada, ben, club):
    send(as_(root), club, members="ada ben")
    send(as_(root), club, remove=ada.pk)
    assert (sees(ada, club), sees(ben, club)) == (False, True)
    assert Notification.objects.filter(member=ada, kind="excluded").exists()
    notifications = as_(ada).get("/notifications/")
    assert "You can no longer read the private board “Club”" in notifications.text
    assert undoing.undo(root, last_entry())
    assert sees(ada, club)
    assert Notification.objects.filter(member=ada, kind="admitted").count() == 2


def test_who_still_sees_the_board_by_another_group_is_not_told_otherwise(as_, root, clerk, club):
    send(as_(root), club, members="clerk")
    send(as_(root), club, remove=clerk.pk)
    assert sees(clerk, club)
    assert not Notification.objects.filter(kind="excluded").exists()


def test_the_last_one_taken_out_leaves_the_board_private(as_, root, ada, eve, club):
    send(as_(root), club, members="ada")
    send(as_(root), club, remove=ada.pk)
    assert not sees(ada, club)
    assert not sees(eve, club)


def test_a_board_that_was_opened_and_is_private_again_is_for_the_same(as_, root, ada, eve, club):
    send(as_(root), club, members="ada")
    for preset, everybody in ((Preset.PUBLIC, True), (Preset.PRIVATE, False)):
        apply_preset(Board.objects.get(pk=club.pk), preset)
        assert (sees(ada, club), sees(eve, club)) == (True, everybody)
    assert Group.objects.count() == 1


def test_a_wrong_name_is_said_beside_the_field_and_lets_nobody_in(as_, root, ada, club):
    answer = send(as_(root), club, members="ada, nosuch")
    assert answer.status_code == 422
    assert "There is no member called “nosuch”." in answer.text
    assert "ada, nosuch" in answer.text
    assert not sees(ada, club)


def test_only_who_sets_permissions_there_lets_in(as_, clerk, keeper, ben, club, vault):
    assert send(as_(clerk), club, members="ben").status_code == 403
    assert send(as_(ben), club, members="ben").status_code != 200
    assert send(as_(keeper), vault, members="ben").status_code == 403
    send(as_(keeper), club, members="ben")
    assert sees(ben, club)


def test_a_board_that_is_not_private_lets_nobody_in_by_name(as_, root, ben, staff_board):
    assert "Nobody new was let in." in send(as_(root), staff_board, members="ben").text
    assert not sees(ben, staff_board)


def test_a_group_that_can_do_more_by_now_is_not_filled_there(as_, root, keeper, ben, club, vault):
    group = club.named_members
    vault.grants.create(audience="group", group=group, verbs=["moderate"])
    assert (
        "has permissions on boards that you don’t moderate" in send(as_(keeper), club, members="keeper").text
    )
    assert not group.user_set.exists()
    send(as_(root), club, members="ben")
    assert list(group.user_set.all()) == [ben]


def test_a_member_is_taken_out_though_a_board_inside_has_a_copy_of_the_permissions(
    as_, root, ada, ben, eve, club
):
    inner = opened("Inner", Preset.INHERITED, parent=club)
    send(as_(root), club, members="eve")
    appointing.appoint(root, inner, ada)
    assert "Members of this private board" in as_(root).get(address("boards_board_change", club.pk)).text
    assert "can no longer read" in send(as_(root), club, remove=eve.pk).text
    assert (sees(eve, club), sees(eve, inner)) == (False, False)
    send(as_(root), club, members="ben")
    assert (sees(ben, club), sees(ben, inner)) == (True, True)
    assert "isn’t someone whom you can take out here" in send(as_(root), club, remove=eve.pk).text


def test_undoing_takes_them_out_though_the_board_is_not_private_at_the_moment(root, ada, club):
    admitting.admit(root, club, ada)
    apply_preset(club, Preset.STAFF)
    assert undoing.undo(root, last_entry())
    apply_preset(club, Preset.PRIVATE)
    assert not sees(ada, club)


def test_who_does_not_see_the_board_after_all_is_told_nothing_and_not_its_name(root, ada, staff_board):
    hush = opened("Hush", Preset.PRIVATE, parent=staff_board)
    admitting.admit(root, hush, ada)
    admitting.exclude(root, hush, ada)
    assert not Delivery.objects.filter(member=ada).exists()


def mails_about(member):
    """What comes of the mails that are waiting, the oldest first."""
    return [
        sent_as(delivery)
        for delivery in Delivery.objects.filter(member=member, channel="mail").order_by("pk")
    ]


def sent_as(delivery):
    try:
        return str(event_mail.compose(delivery, SiteSettings.current()).subject)
    except NotSent:
        return None


def test_of_what_was_undone_before_the_mails_go_only_the_last_is_sent(root, ada, club):
    for act in (admitting.admit, admitting.exclude, admitting.admit):
        act(root, club, ada)
    assert [bool(mail) for mail in mails_about(ada)] == [False, False, True]
    admitting.exclude(root, club, ada)
    assert [bool(mail) for mail in mails_about(ada)] == [False, False, False, True]
    apply_preset(club, Preset.PUBLIC)
    assert mails_about(ada)[3] is None


def test_whoever_is_no_moderator_any_more_gets_no_mail_that_they_are(root, ada, club):
    appointing.appoint(root, club, ada)
    assert [bool(mail) for mail in mails_about(ada)] == [True]
    appointing.dismiss(root, club, ada)
    appointing.appoint(root, club, ada)
    assert [bool(mail) for mail in mails_about(ada)] == [False, False, True]


def test_the_groups_of_a_board_go_with_it_and_no_other(as_, root, ada, ben, club):
    send(as_(root), club, members="ada")
    appointing.appoint(root, club, ben)
    other = Group.objects.create(name="Others")
    club.grants.create(audience="group", group=other, verbs=["see"])
    assert as_(root).post(address("boards_board_delete", club.pk), {"post": "yes"}).status_code == 302
    assert list(Group.objects.all()) == [other]


def test_the_groups_of_a_board_go_with_it_though_they_may_do_nothing_at_present(
    as_, root, ada, ben, board, club
):
    send(as_(root), club, members="ada")
    appointing.appoint(root, club, ben)
    apply_preset(club, Preset.STAFF)
    used = Group.objects.get(name="Moderators of Club")
    board.grants.create(audience="group", group=used, verbs=["see"])
    as_(root).post(address("boards_board_delete", club.pk), {"post": "yes"})
    assert list(Group.objects.all()) == [used]
    assert board.grants.filter(group=used).exists()


def test_whoever_makes_a_board_private_again_is_told_who_is_in(as_, root, ada, club):
    send(as_(root), club, members="ada")
    apply_preset(club, Preset.STAFF)
    data = fields(club, preset="private")
    page = as_(root).post(address("boards_board_change", club.pk), data, follow=True).text
    assert "1 member who was let in before can read" in page
    assert sees(ada, club)
