"""Undo of clean-ups after the world has changed, or after a form was sent twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from forum.account_merging import merging
from forum.cleanup import beginning
from forum.cleanup.models import Cleanup
from forum.members import closing_accounts
from forum.moderation.models import LogEntry
from forum.posts.models import PendingEdit, PendingPost, Post
from forum.reactions.models import Reaction
from tests.cleanup.conftest import finish
from tests.cleanup.test_clean_up import ALL, PAGE, clean, state, undo

pytestmark = pytest.mark.every_database


def undo_one(browser, entry):
    answer = browser.post("/moderate/undo/", {"undo": [entry.pk]}, follow=True)
    finish()
    return answer


def removed():
    return Post.objects.exclude(removed_at=None).count()


def test_each_of_two_clean_ups_can_be_undone_in_any_order(as_, root, eve, spam):
    browser, before = as_(root), state()
    clean(browser, parts=["posts"])
    clean(browser, parts=["profile"])
    one, two = LogEntry.objects.filter(act="clean-up").order_by("pk")
    undo_one(browser, one)
    assert removed() == 0
    eve.refresh_from_db()
    assert not eve.about
    undo_one(browser, two)
    assert state() == before
    assert "Nothing undone" in undo_one(browser, one).text
    call_command("check_forum")


def test_a_form_that_is_sent_twice_is_one_step(as_, root, eve, spam):
    browser, before = as_(root), state()
    browser.post(PAGE, ALL)
    second = browser.post(PAGE, ALL, follow=True)
    assert (second.status_code, "being cleaned up already" in second.text) == (200, True)
    finish()
    assert LogEntry.objects.filter(act="clean-up").count() == 1
    undo(browser)
    assert state() == before


def test_what_is_asked_for_twice_is_confirmed_once(as_, root, chief, eve, spam, monkeypatch):
    monkeypatch.setattr(beginning, "MOST_UNCONFIRMED", 4)
    as_(root).post(PAGE, ALL)
    as_(root).post(PAGE, ALL)
    assert Cleanup.objects.count() == 1


def test_whoever_asked_and_is_no_admin_any_more_has_it_declined(as_, root, chief, eve, spam, monkeypatch):
    monkeypatch.setattr(beginning, "MOST_UNCONFIRMED", 4)
    as_(root).post(PAGE, ALL)
    User.objects.filter(pk=root.pk).update(is_superuser=False, is_staff=False)
    address = f"/moderate/to-do/clean-ups/{Cleanup.objects.get().pk}/"
    answer = as_(chief).post(f"{address}confirm/", follow=True)
    assert (answer.status_code, "Decline it." in answer.text) == (200, True)
    finish()
    assert not removed()
    as_(chief).post(f"{address}decline/")
    assert Cleanup.objects.get().state == Cleanup.State.DECLINED


def test_a_suspension_for_days_becomes_one_for_good_and_undo_brings_the_first_back(as_, root, eve, spam):
    until = timezone.now() + timedelta(days=1)
    eve.suspend(until, "Rude")
    clean(as_(root))
    eve.refresh_from_db()
    assert eve.suspended_until > until + timedelta(days=365)
    undo(as_(root))
    eve.refresh_from_db()
    assert (eve.suspended_until, eve.suspended_reason) == (until, "Rude")


def test_of_a_closed_account_only_what_others_read_comes_back(as_, root, eve, spam):
    clean(as_(root))
    closing_accounts.close(eve)
    assert "Undone." in undo(as_(root)).text
    assert not removed()
    assert not Reaction.objects.exists()
    assert not PendingPost.objects.exists()
    call_command("check_forum")


def test_what_was_deleted_for_good_keeps_nothing_else_away(as_, root, eve, spam):
    clean(as_(root))
    Post.objects.filter(topic=spam.own).delete()
    spam.own.delete()
    undo(as_(root))
    assert not removed()
    eve.refresh_from_db()
    assert not eve.is_suspended


def test_after_merging_it_comes_back_to_the_account_that_stays(as_, root, ben, eve, spam):
    clean(as_(root))
    User.objects.filter(pk=eve.pk).update(suspended_until=None, suspended_at=None)
    merging.merge(root, User.objects.get(pk=eve.pk), ben)
    assert "Undone." in undo(as_(root)).text
    assert not removed()
    assert list(Reaction.objects.values_list("member", flat=True)) == [ben.pk]
    call_command("check_forum")


def test_after_merging_two_that_were_cleaned_up_together_one_undo_is_left(as_, root, ben, eve, topic, spam):
    cleanup = beginning.begin(root, [eve, ben], ["topics", "posts"], "Spam")
    finish()
    assert cleanup.members.count() == 2
    merging.merge(root, User.objects.get(pk=eve.pk), ben)
    undo(as_(root))
    assert not removed()


def test_edits_that_wait_go_and_wait_again(as_, root, eve, spam):
    said = {"source": "Late", "html": "<p>Late</p>", "base": 0, "reason": "Link"}
    PendingEdit.objects.create(author=eve, post=spam.own.posts.get(number=1), **said)
    assert "Edits that wait" in as_(root).get(PAGE).text
    clean(as_(root), parts=["edits"])
    assert not PendingEdit.objects.exists()
    assert not LogEntry.objects.filter(act="reject-edit").exists()
    undo(as_(root))
    back = PendingEdit.objects.get()
    assert (back.source, back.reason, back.post) == ("Late", "Link", spam.own.posts.get(number=1))


def test_doing_it_again_is_not_the_way_around_confirming(as_, root, eve, topic, spam, say, monkeypatch):
    clean(as_(root), parts=["posts"])
    undo(as_(root))
    monkeypatch.setattr(beginning, "MOST_UNCONFIRMED", 2)
    say(eve, topic, "And one more")
    undo_one(as_(root), LogEntry.objects.get(act="undo-clean-up"))
    assert not removed()
