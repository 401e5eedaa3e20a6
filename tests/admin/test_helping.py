"""Administrators help members who cannot help themselves: logged, told, and never upwards."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.site.models import SiteSettings
from tests.admin.conftest import address, choose, confirm, last_entry, messages_of
from tests.conftest import PASSWORD

ACTS = ("send-reset-link", "show-reset-link", "no-second-factor", "change-address", "rename", "close")
LINK = re.compile(r"/accounts/password/reset/key/[^\s<\"]+")


@pytest.fixture
def helper(keeper):
    """Staff who may help members, and no superuser."""
    keeper.user_permissions.add(Permission.objects.get(codename="help_member"))
    return keeper


@pytest.fixture
def with_mail(settings):
    settings.HAS_MAIL = True


def mails_to(to) -> list[str]:
    mails = Delivery.objects.filter(address=to, kind="account").order_by("pk")
    return [f"{mail.detail['subject']}\n{mail.detail['text']}" for mail in mails]


def choose_password(path, password="another long password"):
    client = Client()
    form = client.get(path, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_a_reset_link_is_mailed_logged_and_works(as_, helper, eve, with_mail):
    client = as_(helper)
    page = messages_of(client, confirm(client, "accounts_user", "send-reset-link", [eve], ""))
    assert "1 email with a reset link is on its way." in page
    assert "/password/reset/" not in page
    assert (last_entry().act, last_entry().by, last_entry().member) == ("send-reset-link", helper, eve)
    [mail] = mails_to(eve.email)
    choose_password(LINK.search(mail)[0])
    eve.refresh_from_db()
    assert eve.check_password("another long password")


def test_without_mail_the_link_is_shown_once_and_kept_nowhere(as_, helper, eve):
    client = as_(helper)
    page = messages_of(client, confirm(client, "accounts_user", "show-reset-link", [eve], ""))
    link = LINK.search(page)[0]
    assert link not in client.get(address("accounts_user_changelist")).text
    assert link not in str(last_entry().detail)
    assert Notification.objects.filter(member=eve, kind="security").exists()
    assert not mails_to(eve.email)
    choose_password(link)
    eve.refresh_from_db()
    assert eve.check_password("another long password")


def test_a_lost_second_factor_is_switched_off_logged_and_told(as_, helper, eve):
    Authenticator.objects.create(user=eve, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=eve, type=Authenticator.Type.WEBAUTHN, data={})
    confirm(as_(helper), "accounts_user", "no-second-factor", [eve], "Lost phone")
    assert not Authenticator.objects.filter(user=eve).exists()
    assert last_entry().act == "no-second-factor"
    assert last_entry().detail["kinds"] == ["totp", "webauthn"]
    assert "switched off two-factor authentication" in mails_to(eve.email)[0]
    assert Notification.objects.filter(member=eve, kind="security").exists()


def test_a_member_without_one_is_left_alone(as_, helper, eve):
    confirm(as_(helper), "accounts_user", "no-second-factor", [eve])
    assert not LogEntry.objects.exists()


def test_an_address_is_changed_and_the_old_one_can_take_it_back(as_, helper, eve, with_mail):
    EmailAddress.objects.create(user=eve, email=eve.email, verified=True, primary=True)
    before = eve.email
    confirm(as_(helper), "accounts_user", "change-address", [eve], address="Eve@New.example")
    eve.refresh_from_db()
    row = EmailAddress.objects.get(user=eve)
    assert (eve.email, row.email, row.verified) == ("eve@new.example", "eve@new.example", False)
    assert "Confirm your address" in mails_to("eve@new.example")[0]
    [told] = mails_to(before)
    path = re.search(r"http://[^/]+(/\S+)", told)[1]
    Client().post(path)
    eve.refresh_from_db()
    assert eve.email == before
    assert "eve@new.example" not in str(LogEntry.objects.values())


def test_an_address_of_another_member_is_refused(as_, helper, eve, ada):
    answer = confirm(as_(helper), "accounts_user", "change-address", [eve], address=ada.email)
    assert answer.status_code == 422
    assert "Another member has this email address." in answer.text
    eve.refresh_from_db()
    assert eve.email != ada.email


def test_a_member_is_renamed_told_and_the_act_can_be_undone(as_, helper, eve):
    client = as_(helper)
    confirm(client, "accounts_user", "rename", [eve], username="Evelyn")
    eve.refresh_from_db()
    assert eve.username == "Evelyn"
    assert "from “eve” to “Evelyn”" in mails_to(eve.email)[0]
    assert "An administrator changed your username to “Evelyn”" in as_(eve).get("/notifications/").text
    client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    eve.refresh_from_db()
    assert eve.username == "eve"


@pytest.mark.parametrize("username", ["ben", "BEN", "no spaces", "", "moderator"])
def test_a_username_that_cannot_be_is_refused_beside_the_field(as_, helper, eve, ben, username):
    assert confirm(as_(helper), "accounts_user", "rename", [eve], username=username).status_code == 422
    eve.refresh_from_db()
    assert eve.username == "eve"


def test_two_members_do_not_get_one_name(as_, helper, eve, ada):
    answer = confirm(as_(helper), "accounts_user", "rename", [eve, ada], username="Evelyn")
    assert answer.status_code == 422
    assert "Choose one member only." in answer.text


def test_an_account_is_closed_logged_and_told(as_, helper, eve):
    to = eve.email
    confirm(as_(helper), "accounts_user", "close", [eve], "Asked for it")
    eve.refresh_from_db()
    assert eve.closed_at
    assert last_entry().act == "close"
    assert "is closed" in mails_to(to)[0]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_helps_without_the_permission(as_, keeper, eve, act):
    confirm(as_(keeper), "accounts_user", act, [eve], address="x@example.org", username="Evelyn")
    eve.refresh_from_db()
    assert (eve.username, eve.email, eve.closed_at) == ("eve", "eve@example.org", None)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_staff_help_neither_staff_nor_moderators_nor_themselves(as_, helper, root, mod, clerk, act):
    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={})
    client = as_(helper)
    for member in (root, mod, clerk, helper):
        answer = confirm(client, "accounts_user", act, [member], address="x@example.org", username="Evelyn")
        assert answer.status_code == 403
    assert Authenticator.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_last_administrator_cannot_be_closed_by_a_colleague_who_was_demoted(as_, root, helper):
    confirm(as_(helper), "accounts_user", "close", [root])
    root.refresh_from_db()
    assert root.closed_at is None


def test_help_is_offered_in_the_admin_and_not_on_the_page_of_a_member(as_, root, eve):
    client = as_(root)
    assert "Change username" in client.get(address("accounts_user_change", eve.pk)).text
    assert client.get(reverse("member", args=["eve"]) + "rename/").status_code == 404


def test_the_page_before_an_act_asks_what_it_needs(as_, root, eve):
    page = choose(as_(root), "accounts_user", "rename", [eve]).text
    assert "New username" in page


def test_a_member_is_added_while_sign_up_is_closed(as_, helper, with_mail):
    SiteSettings.objects.create(pk=1, sign_up="closed")
    answer = as_(helper).post(address("accounts_user_add"), {"username": "Zoe", "email": "zoe@example.org"})
    assert answer.status_code == 302
    [mail] = mails_to("zoe@example.org")
    choose_password(LINK.search(mail)[0])
    member = type(helper).objects.get(username="Zoe")
    assert member.check_password("another long password")
    assert (last_entry().act, last_entry().member, last_entry().by) == ("add", member, helper)


def test_without_mail_whoever_adds_a_member_gets_the_link(as_, helper):
    client = as_(helper)
    page = messages_of(client, client.post(address("accounts_user_add"), {"username": "Zoe", "email": ""}))
    choose_password(LINK.search(page)[0])
    assert type(helper).objects.get(username="Zoe").check_password("another long password")


@pytest.mark.parametrize(
    "typed",
    [{"username": "ben"}, {"username": "moderator"}, {"email": "ada@example.org"}, {"email": "nonsense"}],
)
def test_a_member_is_not_added_with_what_another_has(as_, helper, ada, ben, typed):
    said = {"username": "Zoe", "email": "zoe@example.org"} | typed
    assert as_(helper).post(address("accounts_user_add"), said).status_code == 200
    assert not type(helper).objects.filter(username="Zoe").exists()


def test_nobody_adds_members_without_the_permission(as_, keeper):
    said = {"username": "Zoe", "email": "zoe@example.org"}
    assert as_(keeper).post(address("accounts_user_add"), said).status_code == 403
    assert not type(keeper).objects.filter(username="Zoe").exists()


def test_a_helped_member_signs_in_with_the_old_name_for_a_while(as_, helper, eve):
    confirm(as_(helper), "accounts_user", "rename", [eve], username="Evelyn")
    client = Client()
    client.post(reverse("account_login"), {"login": "eve", "password": PASSWORD})
    assert client.get(reverse("settings")).status_code == 200


def test_a_new_member_is_no_staff(as_, helper):
    said = {"username": "Zoe", "email": "zoe@example.org", "is_staff": "on", "is_superuser": "on"}
    as_(helper).post(address("accounts_user_add"), said)
    zoe = type(helper).objects.get(username="Zoe")
    assert not (zoe.is_staff or zoe.is_superuser)
