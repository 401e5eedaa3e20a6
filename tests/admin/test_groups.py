import pytest
from django.contrib.auth.models import Group, Permission

from tests.admin.conftest import address


@pytest.fixture
def group(db):
    return Group.objects.create(name="Keepers")


def test_a_superuser_makes_and_changes_groups(as_, root, group):
    client = as_(root)
    permission = Permission.objects.get(codename="change_topic")
    client.post(address("auth_group_change", group.pk), {"name": "Wardens", "permissions": [permission.pk]})
    group.refresh_from_db()
    assert group.name == "Wardens"
    assert list(group.permissions.all()) == [permission]
    client.post(address("auth_group_add"), {"name": "New"})
    assert Group.objects.filter(name="New").exists()


def test_staff_give_no_permissions_to_groups_of_theirs(as_, keeper, group):
    keeper.groups.add(group)
    permission = Permission.objects.get(codename="delete_user")
    said = {"name": "Keepers", "permissions": [permission.pk]}
    assert as_(keeper).post(address("auth_group_change", group.pk), said).status_code == 403
    assert as_(keeper).post(address("auth_group_add"), said).status_code == 403
    assert not group.permissions.exists()


def test_a_group_that_is_granted_something_is_not_deleted(as_, root, vault, group):
    client = as_(root)
    committee = Group.objects.get(name="Committee")
    assert client.post(address("auth_group_delete", committee.pk), {"post": "yes"}).status_code == 403
    client.post(address("auth_group_delete", group.pk), {"post": "yes"})
    assert list(Group.objects.all()) == [committee]
