"""The first administrator is made once, and never over somebody else."""

import pytest
from django.contrib.auth import authenticate, get_user_model

from forum.serving.first_admin import make_first_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return []


def test_an_empty_forum_gets_an_administrator_who_can_sign_in(said):
    make_first_admin(said.append)

    username, password = said[-1].split()
    admin = authenticate(None, username=username, password=password)
    assert admin is not None
    assert admin.is_superuser
    assert admin.is_staff


def test_two_forums_get_different_passwords(said):
    make_first_admin(said.append)
    get_user_model().objects.all().delete()
    make_first_admin(said.append)
    assert said[1] != said[3]


def test_where_there_is_an_administrator_nothing_happens(said, root):
    make_first_admin(said.append)
    assert said == []
    assert not get_user_model().objects.named("admin").exists()


def test_a_member_called_admin_is_not_given_the_keys(said):
    member = get_user_model().objects.create_user("Admin", "someone@example.org", "a-long-enough-phrase-42")
    make_first_admin(said.append)
    member.refresh_from_db()
    assert not member.is_superuser
    assert "createsuperuser" in said[0]
