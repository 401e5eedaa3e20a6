"""What somebody sees who was rejected and signs in: the truth, after the right password alone."""

import pytest
from django.contrib.auth import get_user_model

from forum.moderation import waiting_members
from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, sign_in, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def zoe(as_, root):
    SiteSettings.current().change(sign_up="approval")
    sign_up(as_(), username="zoe")
    member = get_user_model().objects.get(username="zoe")
    waiting_members.rejecting.perform(root, member, "The question isn’t <b>answered</b>.")
    return member


@pytest.mark.parametrize("login", ["zoe", "zoe@example.org"])
def test_after_the_right_password_they_are_told_why_and_for_how_long(as_, zoe, login):
    client = as_()
    answer = sign_in(client, login)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your account isn’t approved" in page
    assert "The question isn’t &lt;b&gt;answered&lt;/b&gt;." in page
    assert "everything about it is deleted" in page
    assert not is_in(client)


def test_a_wrong_password_tells_nothing(as_, zoe):
    page = sign_in(as_(), "zoe", "not the password 7").content.decode()
    assert "isn’t approved" not in page
    assert "Wrong username or password" in page


def test_whose_rejection_is_taken_back_signs_in_and_waits(as_, root, zoe):
    waiting_members.reconsidering.perform(root, zoe, "")
    client = as_()
    assert sign_in(client, "zoe").status_code == 302
    assert is_in(client)


def test_an_account_that_was_turned_off_otherwise_is_not_called_rejected(as_, ada):
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False)
    page = as_().post("/accounts/login/", {"login": "ada", "password": "sail-at-dawn-42"}, follow=True)
    assert "isn’t approved" not in page.content.decode()
