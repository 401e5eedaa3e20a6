"""What merging two accounts must not do: touch evidence, hide a restriction, hand on an office, lose notifications."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from forum.account_merging import merging
from forum.account_merging.merging import CannotMerge, Held
from forum.jobs.running import run_due
from forum.legal_holds import holding
from forum.member_records import warnings
from forum.member_records.models import MemberWarning
from forum.notifications.models import Notification
from forum.posts.models import PendingPost, Post
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def old(db):
    return join("wren", date_joined=timezone.now() - timedelta(days=900))


def fresh(member):
    return get_user_model().objects.get(pk=member.pk)


def merge(by, old, into):
    return merging.merge(by, fresh(old), fresh(into), "Same person.")


@pytest.mark.parametrize("held", ["old", "ada", "a post", "a topic"])
def test_what_is_under_a_legal_hold_is_not_merged(as_, root, ada, old, board, start, held):
    topic = start(old, board, title="By wren")
    thing = {"old": old, "ada": ada, "a post": topic.posts.get(), "a topic": topic}[held]
    holding.hold(root, thing, "A court asks.")
    path = reverse("admin:accounts_user_merge", args=[old.pk])
    answer = as_(root).post(path, {"into": "ada", "merge": "1", "typed": "wren"})
    assert answer.status_code == 422
    assert "under a legal hold" in answer.content.decode()
    with pytest.raises(Held):
        merge(root, old, ada)
    assert Post.objects.get().author == old
    assert fresh(old).email == "wren@example.org"
    holding.lift(root, thing)
    merge(root, old, ada)
    assert Post.objects.get().author == ada


def test_a_hold_on_anothers_post_is_no_obstacle(root, ada, old, ben, topic, say):
    holding.hold(root, say(ben, topic), "A court asks.")
    merge(root, old, ada)


def test_a_moderator_by_a_group_is_not_merged_into_a_member(root, ada, mod):
    with pytest.raises(CannotMerge, match="moderators"):
        merge(root, mod, ada)
    assert not ada.groups.exists()


def test_a_suspension_a_silence_and_a_warning_go_along(root, ada, old):
    until = timezone.now() + timedelta(days=9)
    old.suspend(until, "Spam.")
    old.silence(None, "Loud.")
    MemberWarning.objects.create(member=old, by=root, reason="Read the rules.")
    warnings.mark(old)
    merge(root, old, ada)
    ada = fresh(ada)
    assert (ada.suspended_until, ada.suspended_reason) == (until, "Spam.")
    assert ada.is_silenced
    assert ada.silenced_reason == "Loud."
    assert [warning.reason for warning in warnings.unread_warnings(ada)] == ["Read the rules."]


def test_the_longer_restriction_stays_and_one_that_ended_comes_not_back(root, ada, old, ben):
    until = timezone.now() + timedelta(days=30)
    ada.suspend(until, "Worse.")
    old.suspend(timezone.now() + timedelta(days=1), "Spam.")
    old.silence(timezone.now() - timedelta(days=1), "Loud.")
    merge(root, old, ada)
    assert (fresh(ada).suspended_until, fresh(ada).suspended_reason) == (until, "Worse.")
    assert not fresh(ada).is_silenced


def test_an_administrator_is_not_locked_out_by_a_suspended_second_account(root, old):
    old.suspend(timezone.now() + timedelta(days=9), "Spam.")
    merge(root, old, root)
    assert not fresh(root).is_suspended


def test_the_bell_of_the_old_account_rings_for_the_other(as_, root, ada, ben, old, topic, say):
    say(ben, topic, "Hello @wren")
    while run_due():
        pass
    [said] = Notification.objects.filter(member=old)
    Notification.objects.create(member=old, kind="security", matter="security:x", detail={})
    Notification.objects.create(member=old, kind="mention", matter="other", actor=ada, count=1)
    merge(root, old, ada)
    assert said.pk in Notification.objects.filter(member=ada).values_list("pk", flat=True)
    assert not Notification.objects.filter(kind="security", member=ada, matter="security:x").exists()
    assert not Notification.objects.filter(member=ada, matter="other").exists()
    assert "ben" in as_(ada).get("/notifications/").content.decode()


def test_of_one_matter_there_is_one_unread_notification(root, ada, old, ben):
    for member in (old, ada):
        Notification.objects.create(member=member, kind="mention", matter="m", actor=ben)
        Notification.objects.create(
            member=member, kind="mention", matter="m", actor=ben, read_at=timezone.now()
        )
    merge(root, old, ada)
    assert Notification.objects.filter(member=ada, matter="m", read_at=None).count() == 1
    assert Notification.objects.filter(member=ada, matter="m").count() == 3


def test_posts_that_wait_may_have_come_by_forms_with_the_same_key(root, ada, old, topic):
    for member in (old, ada):
        PendingPost.objects.create(topic=topic, author=member, key="same", source="x")
    merge(root, old, ada)
    assert PendingPost.objects.filter(author=ada).count() == 2
