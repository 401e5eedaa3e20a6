from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.moderation import member_acts
from forum.moderation.models import LogEntry
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
    assert member_acts.suspend(warden, eve, "shouting", until=until) is True
    eve.refresh_from_db()
    assert eve.is_suspended
    assert (eve.suspended_until, eve.suspended_reason) == (until, "shouting")
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.member, entry.reason) == ("suspend", warden, eve, "shouting")


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
    member_acts.suspend(warden, eve, "shouting", until=until)
    assert not Session.objects.exists()


def test_the_same_suspension_twice_is_logged_once(warden, eve, until):
    member_acts.suspend(warden, eve, "shouting", until=until)
    assert member_acts.suspend(warden, eve, "shouting", until=until) is False
    assert LogEntry.objects.count() == 1


def test_a_longer_suspension_takes_the_place_of_a_shorter_one(warden, eve, until):
    member_acts.suspend(warden, eve, "shouting", until=until)
    assert member_acts.suspend(warden, eve, "still shouting", until=until + timedelta(days=9)) is True
    eve.refresh_from_db()
    assert eve.suspended_until == until + timedelta(days=9)
    assert LogEntry.objects.order_by("-pk")[0].detail["was_reason"] == "shouting"


def test_lifting_lets_the_member_in_again(warden, eve, until):
    member_acts.suspend(warden, eve, "shouting", until=until)
    assert member_acts.lift_suspension(warden, eve, "said sorry") is True
    eve.refresh_from_db()
    assert not eve.is_suspended
    assert member_acts.lift_suspension(warden, eve, "said sorry") is False
    assert LogEntry.objects.filter(act="unsuspend").count() == 1


def test_ending_sessions_counts_them_and_logs_only_what_was_done(warden, eve, sign_in):
    sign_in(eve)
    sign_in(eve)
    assert member_acts.end_sessions(warden, eve, "lost phone") is True
    assert member_acts.end_sessions(warden, eve, "lost phone") is False
    assert LogEntry.objects.get().detail == {"sessions": 2}


def test_members_who_are_not_staff_suspend_nobody(ada, eve, until):
    with pytest.raises(PermissionDenied):
        member_acts.suspend(ada, eve, "I want it", until=until)


def test_staff_suspend_neither_each_other_nor_themselves(warden, mod, root, until):
    mod.is_staff = True
    mod.save(update_fields=["is_staff"])
    for member in (mod, root, warden):
        with pytest.raises(PermissionDenied):
            member_acts.suspend(warden, member, "a quarrel", until=until)
    with pytest.raises(PermissionDenied):
        member_acts.suspend(root, root, "a slip", until=until)
    assert member_acts.suspend(root, mod, "a reason", until=until)


def test_who_became_staff_meanwhile_is_looked_at_again(warden, eve, until):
    type(eve).objects.filter(pk=eve.pk).update(is_staff=True)
    with pytest.raises(PermissionDenied):
        member_acts.suspend(warden, eve, "shouting", until=until)
