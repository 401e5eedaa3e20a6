import pytest
from django.contrib.auth.models import Group, Permission

from forum.admin.admin_permissions import JOBS
from tests.admin.conftest import address


@pytest.fixture
def group(db):
    return Group.objects.create(name="Keepers")


def names_of(group) -> set[str]:
    pairs = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


def save(client, group, **said):
    return client.post(address("auth_group_change", group.pk), {"name": group.name, **said})


def test_a_superuser_makes_a_group_with_members_and_what_they_may_do(as_, root, ada, ben):
    client = as_(root)
    said = {"name": "Wardens", "add_members": "ada, @ben", "jobs": ["tags"]}
    assert client.post(address("auth_group_add"), said).status_code == 302
    group = Group.objects.get(name="Wardens")
    assert set(group.user_set.all()) == {ada, ben}
    assert names_of(group) == set(JOBS["tags"][1])


def test_its_page_shows_jobs_in_plain_words_and_no_permission_of_django(as_, root, group):
    page = as_(root).get(address("auth_group_change", group.pk)).text
    assert "Look up members and suspend them" in page
    assert "Can change topic" not in page


def test_members_are_added_and_removed_on_its_page(as_, root, group, ada, ben):
    group.user_set.add(ada)
    save(as_(root), group, add_members="ben", remove_members=[ada.pk])
    assert list(group.user_set.all()) == [ben]


def test_a_name_that_nobody_has_is_said_beside_the_field_and_nothing_is_saved(as_, root, group, ben):
    answer = save(as_(root), group, add_members="ben, nosuch")
    assert answer.status_code == 200
    assert "There is no member called “nosuch”." in answer.text
    assert "ben, nosuch" in answer.text
    assert not group.user_set.exists()


def test_a_permission_that_belongs_to_no_job_stays(as_, root, group):
    odd = Permission.objects.get(codename="view_session")
    group.permissions.add(odd)
    save(as_(root), group, jobs=["queues"])
    save(as_(root), group, jobs=[])
    assert list(group.permissions.all()) == [odd]


def test_each_job_names_permissions_that_exist(db):
    pairs = Permission.objects.values_list("content_type__app_label", "codename")
    known = {f"{app}.{codename}" for app, codename in pairs}
    assert all(known.issuperset(needed) for _words, needed in JOBS.values())


def test_staff_give_no_permissions_to_groups_of_theirs(as_, keeper, group):
    keeper.groups.add(group)
    assert save(as_(keeper), group, jobs=list(JOBS)).status_code == 403
    assert as_(keeper).post(address("auth_group_add"), {"name": "New", "jobs": list(JOBS)}).status_code == 403
    assert not group.permissions.exists()


def test_a_group_that_is_granted_something_is_not_deleted(as_, root, vault, group):
    client = as_(root)
    committee = Group.objects.get(name="Committee")
    refused = client.post(address("auth_group_delete", committee.pk), {"post": "yes"}, follow=True)
    assert "once it has no permissions on boards" in refused.text
    client.post(address("auth_group_delete", group.pk), {"post": "yes"})
    assert list(Group.objects.all()) == [committee]


def test_usernames_are_suggested_to_those_who_may_name_members(as_, root, keeper, clerk, ada):
    path = address("accounts_user_suggestions")
    assert as_(root).get(path, {"q": "@AD"}).json() == {"members": [["ada", ada.name]]}
    assert as_(keeper).get(path, {"q": "lin"}).json() == {"members": []}
    for nothing in ("", "-", "\x00"):
        assert as_(root).get(path, {"q": nothing}).json() == {"members": []}
    assert as_(clerk).get(path, {"q": "ad"}).status_code == 403
