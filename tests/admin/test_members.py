from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from forum.members import closing_accounts
from forum.moderation.models import LogEntry
from forum.site.models import SiteSettings
from tests.admin.conftest import address, choose, confirm, last_entry, messages_of
from tests.conftest import PASSWORD


@pytest.fixture
def until():
    return (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)


def as_typed(moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def sign_in(member):
    Client().post(reverse("account_login"), {"login": member.username, "password": PASSWORD})


def save(client, member, **fields):
    return client.post(address("accounts_user_change", member.pk), fields)


def test_a_member_is_suspended_until_a_time_for_a_reason(as_, keeper, eve, until):
    client = as_(keeper)
    asked = choose(client, "accounts_user", "suspend", [eve]).content.decode()
    assert 'type="datetime-local"' in asked
    eve.refresh_from_db()
    assert not eve.is_suspended
    confirm(client, "accounts_user", "suspend", [eve], "Shouting", until=as_typed(until))
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "Shouting")
    assert (last_entry().act, last_entry().by) == ("suspend", keeper)


def test_a_suspension_is_lifted_and_undone(as_, keeper, eve, until):
    client = as_(keeper)
    confirm(client, "accounts_user", "suspend", [eve], until=as_typed(until))
    confirm(client, "accounts_user", "unsuspend", [eve])
    eve.refresh_from_db()
    assert eve.suspended_until is None
    client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    eve.refresh_from_db()
    assert eve.suspended_until == until


def test_the_same_suspension_twice_is_logged_once(as_, keeper, eve, until):
    client = as_(keeper)
    confirm(client, "accounts_user", "suspend", [eve], until=as_typed(until))
    again = confirm(client, "accounts_user", "suspend", [eve], until=as_typed(until))
    assert "Nothing to do." in messages_of(client, again)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "yesterday", "2001-01-01T00:00", "99999-01-01T00:00"])
def test_a_suspension_ends_in_the_future(as_, keeper, eve, typed):
    assert confirm(as_(keeper), "accounts_user", "suspend", [eve], until=typed).status_code == 422
    eve.refresh_from_db()
    assert eve.suspended_until is None


def test_sessions_are_ended(as_, keeper, eve):
    sign_in(eve)
    assert UserSession.objects.filter(user=eve).count() == 1
    client = as_(keeper)
    page = messages_of(client, confirm(client, "accounts_user", "end-sessions", [eve], "Lost phone"))
    assert "1 member signed out" in page
    assert 'name="undo"' not in page
    assert not UserSession.objects.filter(user=eve).exists()
    assert last_entry().act == "end-sessions"


def test_staff_discipline_neither_staff_nor_themselves(as_, keeper, clerk, root, until):
    for member in (clerk, root, keeper):
        answer = confirm(as_(keeper), "accounts_user", "suspend", [member], until=as_typed(until))
        assert answer.status_code == 403
        member.refresh_from_db()
        assert member.suspended_until is None


def test_addresses_and_passwords_cannot_be_changed(as_, root, keeper, eve):
    EmailAddress.objects.create(user=eve, email=eve.email, verified=False)
    change = {
        "username": "evil", "email": "evil@example.org", "password": "x", "password1": "x" * 12, "is_active": "",
        "display_name": "Evil", "post_count": 9, "closed_at_0": "2020-01-01",
        "emailaddress_set-0-email": "evil@example.org",
    }  # fmt: skip
    before = get_user_model().objects.filter(pk=eve.pk).values()[0]
    assert save(as_(root), eve, **change).status_code == 302
    assert save(as_(keeper), eve, **change).status_code == 403
    assert get_user_model().objects.filter(pk=eve.pk).values()[0] == before
    assert EmailAddress.objects.get().email == eve.email
    assert not EmailAddress.objects.get().verified


def test_there_is_no_form_for_passwords_and_none_to_delete(as_, root, eve):
    client = as_(root)
    assert client.get(f"/admin/accounts/user/{eve.pk}/password/").status_code == 302
    with pytest.raises(NoReverseMatch):
        address("auth_user_password_change", eve.pk)
    assert client.post(address("accounts_user_delete", eve.pk), {"post": "yes"}).status_code == 403
    choose(client, "accounts_user", "delete_selected", [eve], post="yes")
    assert get_user_model().objects.filter(pk=eve.pk).exists()


def test_no_page_shows_a_password_or_a_session_key(as_, root, eve):
    sign_in(eve)
    page = as_(root).get(address("accounts_user_change", eve.pk)).content.decode()
    assert eve.password not in page
    assert UserSession.objects.get(user=eve).session_key not in page
    assert "127.0.0.1" in page


def test_a_superuser_makes_staff_and_the_log_says_what_became_of_them(as_, root, eve):
    group = Group.objects.create(name="Keepers")
    before = SiteSettings.current().version
    save(as_(root), eve, is_staff="on", groups=[group.pk])
    eve.refresh_from_db()
    assert eve.is_staff
    assert not eve.is_superuser
    assert list(eve.groups.all()) == [group]
    assert "Keepers" in AdminLogEntry.objects.get().get_change_message()
    assert SiteSettings.current().version > before


def test_staff_make_nobody_staff(as_, keeper, eve):
    assert save(as_(keeper), eve, is_staff="on", is_superuser="on").status_code == 403
    eve.refresh_from_db()
    assert not eve.is_staff


def test_a_superuser_is_let_into_the_admin_too(as_, root, eve):
    assert save(as_(root), eve, is_superuser="on").status_code == 200
    eve.refresh_from_db()
    assert not eve.is_superuser


def test_a_superuser_cannot_step_down_alone(as_, root):
    save(as_(root), root)
    root.refresh_from_db()
    assert root.is_superuser
    assert root.is_staff


def test_one_superuser_demotes_another(as_, root, mod):
    type(mod).objects.filter(pk=mod.pk).update(is_staff=True, is_superuser=True)
    save(as_(root), mod)
    mod.refresh_from_db()
    assert not mod.is_superuser


def test_members_are_found_by_name_number_and_whole_address(as_, keeper, ada, ben):
    client = as_(keeper)

    def found(term):
        page = client.get(address("accounts_user_changelist"), {"q": term}).content.decode()
        return address("accounts_user_change", ada.pk) in page

    assert all(map(found, ["AD", "Ada Lind", ada.pk, "ada@example.org"]))
    assert not any(map(found, ["ben", "@example.org", "lindqvist"]))


def test_suspended_members_are_listed(as_, keeper, ada, eve):
    eve.suspend(timezone.now() + timedelta(days=1), "Shouting")
    page = as_(keeper).get(address("accounts_user_changelist") + "?suspended=now").content.decode()
    assert address("accounts_user_change", eve.pk) in page
    assert address("accounts_user_change", ada.pk) not in page


def test_a_members_page_leads_to_what_they_wrote(as_, keeper, ada, ben, topic, say):
    say(ben, topic)
    client = as_(keeper)
    page = client.get(address("accounts_user_change", ben.pk)).content.decode()
    link = address("posts_post_changelist") + f"?author__id__exact={ben.pk}"
    assert f'href="{link}"' in page
    assert "1 post" in client.get(link).content.decode()


def test_a_closed_account_gets_no_role(as_, root, eve):
    closing_accounts.close(eve)
    save(as_(root), eve, is_staff="on", is_superuser="on")
    eve.refresh_from_db()
    assert not eve.is_staff
    assert not eve.is_superuser


def test_the_page_says_how_a_member_came_and_of_a_suspension_only_where_there_is_one(as_, root, eve, until):
    client = as_(root)
    page = client.get(address("accounts_user_change", eve.pk)).text
    assert "signing up" in page and "Suspended until" not in page
    confirm(client, "accounts_user", "suspend", [eve], until=as_typed(until))
    assert "Suspended until" in client.get(address("accounts_user_change", eve.pk)).text
    added = client.post(
        address("accounts_user_add"), {"username": "mona", "email": "mona@example.org"}, follow=True
    )
    assert "mona is a member now." in added.text
    mona = get_user_model().objects.get(username="mona")
    page = client.get(address("accounts_user_change", mona.pk)).text
    assert "added by root" in page
    assert page.count("mona@example.org") == 1


def test_the_list_counts_results_only_of_what_was_asked(as_, root, eve):
    client, members = as_(root), address("accounts_user_changelist")
    assert "Show all" not in client.get(members).text
    assert "1 result" in client.get(members, {"q": "eve"}).text
    assert "Show all" in client.get(members, {"staff": "admin"}).text


def test_groups_are_filtered_by_name_alone(as_, root, eve):
    for name in ("Keepers", "Friends"):
        Group.objects.create(name=name)
    eve.groups.add(Group.objects.get(name="Keepers"))
    client, members = as_(root), address("accounts_user_changelist")
    page = client.get(members)
    assert "groups__id__exact=" in page.text and "groups__isnull" not in page.text
    found = client.get(members, {"groups__id__exact": Group.objects.get(name="Keepers").pk})
    assert [member.username for member in found.context["cl"].result_list] == ["eve"]
