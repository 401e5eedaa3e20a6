from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.moderation import suspending
from forum.moderation.models import Act, LogEntry
from tests.conftest import PASSWORD


@pytest.fixture
def warden(ben):
    ben.is_staff = True
    ben.save(update_fields=["is_staff"])
    return ben


@pytest.fixture
def until():
    return timezone.now() + timedelta(days=3)


def test_a_suspended_member_is_out_and_the_log_says_why(warden, eve, until):
    assert suspending.suspend(warden, eve, until, "shouting") is True
    eve.refresh_from_db()
    assert eve.is_suspended
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.member, entry.reason) == (Act.SUSPEND, warden, eve, "shouting")


@pytest.fixture
def sign_in():
    """sign_in(member): by the form, in a browser of its own; only that makes a session the member could list."""

    def act(member):
        answer = Client().post(reverse("account_login"), {"login": member.username, "password": PASSWORD})
        assert answer.status_code == 302

    return act


def test_suspending_ends_the_sessions(warden, eve, until, sign_in):
    sign_in(eve)
    assert Session.objects.count() == 1
    suspending.suspend(warden, eve, until, "shouting")
    assert not Session.objects.exists()


def test_the_same_suspension_twice_is_logged_once(warden, eve, until):
    suspending.suspend(warden, eve, until, "shouting")
    assert suspending.suspend(warden, eve, until, "shouting") is False
    assert LogEntry.objects.count() == 1


def test_a_longer_suspension_takes_the_place_of_a_shorter_one(warden, eve, until):
    suspending.suspend(warden, eve, until, "shouting")
    assert suspending.suspend(warden, eve, until + timedelta(days=9), "still shouting") is True
    eve.refresh_from_db()
    assert eve.suspended_until == until + timedelta(days=9)
    assert LogEntry.objects.order_by("-pk")[0].detail["was_reason"] == "shouting"


def test_lifting_lets_the_member_in_again(warden, eve, until):
    suspending.suspend(warden, eve, until, "shouting")
    assert suspending.lift_suspension(warden, eve, "said sorry") is True
    eve.refresh_from_db()
    assert not eve.is_suspended
    assert suspending.lift_suspension(warden, eve, "said sorry") is False
    assert LogEntry.objects.filter(act=Act.UNSUSPEND).count() == 1


def test_ending_sessions_counts_them_and_logs_only_what_was_done(warden, eve, sign_in):
    sign_in(eve)
    sign_in(eve)
    assert suspending.end_sessions(warden, eve, "lost phone") == 2
    assert suspending.end_sessions(warden, eve, "lost phone") == 0
    assert LogEntry.objects.get().detail == {"sessions": 2}


def test_members_who_are_not_staff_suspend_nobody(ada, eve, until):
    with pytest.raises(PermissionDenied):
        suspending.suspend(ada, eve, until, "I want it")


def test_staff_suspend_neither_each_other_nor_themselves(warden, mod, root, until):
    mod.is_staff = True
    mod.save(update_fields=["is_staff"])
    for member in (mod, root, warden):
        with pytest.raises(PermissionDenied):
            suspending.suspend(warden, member, until, "a quarrel")
    with pytest.raises(PermissionDenied):
        suspending.suspend(root, root, until, "a slip")
    assert suspending.suspend(root, mod, until, "a reason")


def test_who_became_staff_meanwhile_is_looked_at_again(warden, eve, until):
    type(eve).objects.filter(pk=eve.pk).update(is_staff=True)
    with pytest.raises(PermissionDenied):
        suspending.suspend(warden, eve, until, "shouting")
