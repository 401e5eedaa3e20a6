from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.member_records import networks
from forum.member_records.models import MemberNetwork
from forum.members import closing_accounts
from forum.pages.moderation import networks as networks_page
from forum.site.models import SiteSettings
from tests.conftest import join


@pytest.fixture
def visit(as_):
    def act(member, ip):
        assert as_(member, REMOTE_ADDR=ip).get("/latest/").status_code == 200
        networks.NETWORKS.write_now()

    return act


def test_a_visit_leaves_one_row_a_day_and_visitors_none(visit, ada, board):
    for _ in range(3):
        visit(ada, "203.0.113.9")
    visit(None, "203.0.113.8")
    assert list(MemberNetwork.objects.values_list("member", "network")) == [(ada.pk, "203.0.113.9")]


def test_an_ipv6_network_is_its_first_half(visit, ada, board):
    visit(ada, "2001:db8:1:2:3::9")
    visit(ada, "2001:db8:1:2:ffff::1")
    visit(ada, "::ffff:203.0.113.9")
    assert set(MemberNetwork.objects.values_list("network", flat=True)) == {
        "2001:db8:1:2::/64",
        "203.0.113.9",
    }


def test_nothing_is_kept_where_the_owner_keeps_nothing(visit, ada, board):
    SiteSettings.current().change(network_days=0)
    visit(ada, "203.0.113.9")
    assert not MemberNetwork.objects.exists()


def row(member, network="203.0.113.9", days=0):
    day = timezone.now().date() - timedelta(days=days)
    return MemberNetwork.objects.create(member=member, network=network, day=day)


def test_old_ones_are_deleted_and_all_where_nothing_is_kept(ada, ben):
    row(ada, days=91)
    kept = row(ben, days=89)
    networks.purge()
    assert list(MemberNetwork.objects.all()) == [kept]
    SiteSettings.current().change(network_days=0)
    networks.purge()
    assert not MemberNetwork.objects.exists()


def test_closing_an_account_deletes_them(ada, ben):
    row(ada)
    row(ben)
    closing_accounts.close(ada)
    assert MemberNetwork.objects.get().member == ben


def test_staff_with_permission_see_who_shares_a_network(as_, root, ada, ben, eve):
    row(ada)
    row(ben, days=4)
    row(eve, network="198.51.100.1")
    page = as_(root).get("/moderate/networks/").text
    assert "203.0.113.9" in page
    assert "/moderate/members/ada/" in page
    assert "/moderate/members/ben/" in page
    assert "198.51.100.1" not in page
    page = as_(root).get("/moderate/networks/?member=ada").text
    assert "203.0.113.9" in page
    assert "No other account shares a network." in as_(root).get("/moderate/networks/?member=eve").text


def test_nobody_else_does(as_, ada, ben, mod):
    row(ada)
    row(ben)
    staff = join("sue", is_staff=True)
    for member in (ada, mod, staff):
        assert as_(member).get("/moderate/networks/").status_code == 403
    staff.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "view_membernetwork"]))
    assert as_(type(staff).objects.get(pk=staff.pk)).get("/moderate/networks/").status_code == 200
    assert "203.0.113.9" not in as_(mod).get("/moderate/members/ada/").text


def test_of_a_network_with_many_accounts_those_here_last_are_shown_and_no_others_are_read(
    as_, root, ada, ben, eve, monkeypatch
):
    for days, member in enumerate((ada, ben, eve)):
        row(member, days=days)
    monkeypatch.setattr(networks_page, "MOST_ACCOUNTS", 2)
    with CaptureQueriesContext(connection) as queries:
        page = as_(root).get("/moderate/networks/").text
    assert [f"/moderate/members/{name}/" in page for name in ("ada", "ben", "eve")] == [True, True, False]
    [members] = [
        query["sql"]
        for query in queries
        if 'FROM "accounts_user" WHERE "accounts_user"."id" IN' in query["sql"]
    ]
    assert str(ben.pk) in members and str(eve.pk) not in members.partition(" IN ")[2]
