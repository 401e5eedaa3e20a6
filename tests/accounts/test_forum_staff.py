"""Staff, superusers and members of groups that moderate, found without reading all members."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forum.moderation.other_moderators import administrators
from tests.conftest import keeper_of
from tests.plumbing.plans import explained

pytestmark = pytest.mark.every_database


@pytest.fixture
def plan_of(db):
    """plan_of(rows) → how the database finds them, which reads a table as small as in tests by its indexes."""

    def plan(rows):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        return explained(*rows.query.sql_with_params()) + "\n"

    return plan


def test_they_are_each_found_once_and_nobody_else(root, ada, ben, eve, board):
    members = get_user_model().objects
    mod = keeper_of(board)
    mod.groups.add(Group.objects.create(name="Readers"))
    ada.groups.add(Group.objects.get(name="Readers"))
    members.filter(pk__in=[ben.pk, mod.pk]).update(is_staff=True)
    assert sorted(each.username for each in members.forum_staff()) == ["ben", "mod", "root"]
    assert [each.username for each in members.filter(pk=root.pk).filter(pk__in=members.forum_staff())] == [
        "root"
    ]
    assert not members.forum_staff().filter(pk=eve.pk).exists()


@pytest.mark.parametrize("name", ["forum_staff", "administrators"])
def test_they_are_found_by_indexes(plan_of, name):
    rows = get_user_model().objects.forum_staff() if name == "forum_staff" else administrators()
    plan = plan_of(rows)
    assert "Seq Scan on accounts_user " not in plan and "SCAN accounts_user\n" not in plan, plan
    assert "SCAN accounts_user" in plan_of(get_user_model().objects.filter(title="x")).replace(
        "Seq Scan on", "SCAN"
    )


def test_the_list_of_members_and_the_suspended_are_read_in_the_order_of_an_index(plan_of, as_, root):
    shown = as_(root).get(reverse("admin:accounts_user_changelist")).context["cl"].queryset
    assert "TEMP B-TREE" not in plan_of(shown[:50]) and "Sort" not in plan_of(shown[:50])
    suspended = get_user_model().objects.filter(suspended_until__gt=timezone.now())
    assert "member_suspended" in plan_of(suspended.order_by("suspended_until"))
    by_title = get_user_model().objects.order_by("title")
    assert "TEMP B-TREE" in plan_of(by_title) or "Sort" in plan_of(by_title)
