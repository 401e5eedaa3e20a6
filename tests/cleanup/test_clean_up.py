"""A spammer's posts, topics, profile, picture, reactions and follows go by one form, and come back by one press."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from forum.attachments import files, stray_files
from forum.cleanup import jobs
from forum.cleanup.models import CleanedItem, CleanedMember, Cleanup
from forum.cleanup.parts import TABLE
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.members import avatars, closing_accounts
from forum.moderation import post_acts
from forum.moderation.models import LogEntry, RejectedPost
from forum.notifications.models import Notification
from forum.posts.models import PendingPost, Post
from forum.reactions.models import Reaction
from forum.search.changed_posts import look_at_changes
from forum.topics.models import Topic
from tests.cleanup.conftest import finish
from tests.conftest import join

pytestmark = pytest.mark.every_database

PAGE = "/u/eve/clean-up/"
ALL = {"parts": list(TABLE), "ready": "spam", "reason": ""}


def clean(browser, **fields):
    answer = browser.post(PAGE, ALL | fields, follow=True)
    finish()
    return answer


def undo(browser):
    numbers = list(LogEntry.objects.filter(act="clean-up").values_list("pk", flat=True))
    answer = browser.post("/moderate/undo/", {"undo": numbers}, follow=True)
    finish()
    return answer


def state():
    """All that a clean-up may change, but for the times at which things were written down."""
    return {
        "posts": list(Post.objects.order_by("pk").values_list("pk", "removed_at", "removed_reason")),
        "topics": list(
            Topic.objects.order_by("pk").values_list("pk", "removed_at", "post_count", "follower_count")
        ),
        "members": list(
            User.objects.order_by("pk").values_list(
                "pk",
                "about",
                "about_html",
                "display_name",
                "avatar",
                "post_count",
                "follower_count",
                "suspended_until",
            )
        ),
        "reactions": list(Reaction.objects.values_list("post", "member", "emoji", "created_at")),
        "follows": list(Follow.objects.order_by("pk").values_list("pk", "state", "level")),
        "waiting": list(PendingPost.objects.values_list("author", "topic", "source", "created_at")),
    }


def test_the_page_lists_all_there_is_ticked_and_each_with_its_number(as_, root, eve, spam):
    page = as_(root).get(PAGE).text
    for name, count in (
        ("waiting", 1),
        ("topics", 1),
        ("posts", 2),
        ("profile", 1),
        ("picture", 1),
        ("reactions", 1),
        ("follows", 2),
        ("account", 1),
    ):
        [line] = [line for line in page.splitlines() if f'value="{name}"' in line]
        assert "checked" in line, name
        assert f'<span class="cleanup-count">{count}</span>' in line, name


def test_all_of_it_goes_and_nothing_of_others(as_, root, ada, ben, eve, spam, topic):
    said = clean(as_(root))
    assert "Cleaning up." in said.text
    assert 'name="undo"' in said.text
    gone = set(Post.objects.exclude(removed_at=None).values_list("pk", flat=True))
    assert gone == {post.pk for post in spam.posts}
    assert list(Topic.objects.exclude(removed_at=None)) == [spam.own]
    eve.refresh_from_db()
    assert (eve.about, eve.about_html, eve.display_name, eve.avatar) == ("", "", "", "")
    assert eve.is_suspended
    assert not Reaction.objects.exists()
    assert not Follow.objects.active().filter(member=eve).exists()
    assert not PendingPost.objects.exists()
    ada.refresh_from_db()
    topic.refresh_from_db()
    assert (ada.follower_count, topic.post_count, topic.is_removed) == (0, 1, False)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.member, entry.reason) == ("clean-up", eve, "Spam")
    assert "Posts: 2" in as_(root).get("/moderate/log/").text


def test_undo_restores_exactly_what_the_step_removed(as_, root, mod, eve, topic, spam, say):
    rude = say(eve, topic, "Rude words")
    post_acts.remove(mod, rude, "Rude")
    finish()
    before = state()
    clean(as_(root))
    assert state() != before
    assert "Undone." in undo(as_(root)).text
    assert state() == before
    rude.refresh_from_db()
    assert rude.is_removed


def test_what_a_moderator_did_since_stays_as_it_is(as_, root, mod, eve, spam):
    clean(as_(root))
    post_acts.restore(root, spam.posts[0], "Not spam")
    post_acts.remove(root, spam.posts[0], "Off topic")
    Reaction.objects.create(post=spam.posts[1], member=eve, emoji="🎉")
    undo(as_(root))
    for post in spam.posts:
        post.refresh_from_db()
    assert (spam.posts[0].removed_reason, spam.posts[1].is_removed) == ("Off topic", False)


def test_only_what_is_ticked_goes(as_, root, eve, spam):
    clean(as_(root), parts=["posts"])
    assert Post.objects.exclude(removed_at=None).count() == 2
    eve.refresh_from_db()
    assert eve.about
    assert not eve.is_suspended
    assert Reaction.objects.exists()
    assert PendingPost.objects.exists()
    assert not Topic.objects.exclude(removed_at=None).exists()


def test_nothing_ticked_or_no_reason_is_said_beside_the_field(as_, root, eve, spam):
    nothing = as_(root).post(PAGE, {"ready": "spam", "reason": ""})
    assert (nothing.status_code, "Tick what to take away." in nothing.text) == (422, True)
    silent = as_(root).post(PAGE, {"parts": ["posts"], "reason": ""})
    assert (silent.status_code, "Choose a reason or write one." in silent.text) == (422, True)
    assert not Cleanup.objects.exists()


def test_what_is_found_by_others_is_right_after_both(as_, root, ada, ben, eve, topic, spam):
    """Search, the bell of whoever was notified, the feed: at once, without the worker having mailed anything."""
    browser, found = as_(), spam.own.get_absolute_url()
    bell = unseen(ada)
    assert bell

    def shown():
        look_at_changes()
        return [
            found in browser.get("/search/?q=watches").text,
            "xylowatches" in browser.get(topic.get_absolute_url()).text,
            "xylowatches" in browser.get(f"{topic.get_absolute_url()}feed/").text,
            unseen(ada) == bell,
        ]

    assert all(shown())
    clean(as_(root))
    assert not any(shown())
    assert not unseen(ada)
    undo(as_(root))
    assert all(shown())


def unseen(member):
    """How many notifications of posts the bell of this member counts."""
    return Notification.objects.visible_to(member).filter(post__isnull=False).count()


def test_the_member_is_told_when_signing_in_and_by_no_mail(as_, root, eve, spam, mailoutbox):
    clean(as_(root))
    assert not [mail for mail in mailoutbox if eve.email in mail.to]
    page = as_().post(
        "/accounts/login/", {"login": "eve", "password": "a-long-enough-phrase-42"}, follow=True
    )
    assert "Spam" in page.text


def test_a_member_with_many_posts_or_for_long_is_left_to_admins(
    as_, root, eve, spam, topic, django_user_model
):
    keeper = join("keeper", is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    assert as_(keeper).get(PAGE).status_code == 200
    assert PAGE in as_(keeper).get("/u/eve/").text
    Post.objects.filter(pk=spam.posts[0].pk).update(created_at=timezone.now() - timedelta(days=61))
    assert as_(keeper).get(PAGE).status_code == 403
    Post.objects.filter(pk=spam.posts[0].pk).update(created_at=timezone.now())
    User.objects.filter(pk=eve.pk).update(post_count=50)
    assert as_(keeper).get(PAGE).status_code == 403
    assert PAGE not in as_(keeper).get("/u/eve/").text
    assert as_(root).get(PAGE).status_code == 200


def test_the_admin_leads_there_where_one_may(as_, root, chief, eve, spam):
    assert PAGE in as_(root).get(f"/admin/accounts/user/{eve.pk}/change/").text
    assert "/clean-up/" not in as_(root).get(f"/admin/accounts/user/{root.pk}/change/").text


@pytest.mark.parametrize("who", ["ben", "mod", "eve"])
def test_others_may_not(as_, request, ben, mod, eve, spam, who):
    assert as_(request.getfixturevalue(who)).post(PAGE, ALL).status_code == 403
    assert as_(request.getfixturevalue(who)).get(PAGE).status_code == 403
    assert not Cleanup.objects.exists()


def test_visitors_sign_in_and_an_admin_is_not_cleaned_up_by_staff(as_, root, chief, eve):
    assert as_().get(PAGE).status_code == 302
    keeper = join("keeper", is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(codename="change_user"))
    assert as_(keeper).get("/u/chief/clean-up/").status_code == 403
    assert as_(root).get("/u/root/clean-up/").status_code == 403


def test_it_can_be_undone_for_30_days(as_, root, eve, spam):
    clean(as_(root))
    assert "Undo" in as_(root).get(PAGE).text
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=31))
    page = as_(root).get(PAGE).text
    assert 'name="undo"' not in page
    assert "Nothing undone" in undo(as_(root)).text
    assert CleanedItem.objects.filter(restored_at=None).exists()


def test_undone_before_the_worker_came_nothing_goes(as_, root, eve, spam):
    before = state()
    as_(root).post(PAGE, ALL)
    undo(as_(root))
    assert state() == before
    assert not CleanedItem.objects.exists()


def test_undoing_it_can_be_undone(as_, root, eve, spam):
    clean(as_(root))
    undo(as_(root))
    back = LogEntry.objects.get(act="undo-clean-up")
    as_(root).post("/moderate/undo/", {"undo": [back.pk]})
    finish()
    assert Post.objects.exclude(removed_at=None).count() == 2
    assert LogEntry.objects.filter(act="clean-up").count() == 2


def test_a_worker_that_was_killed_goes_on_where_it_was(as_, root, eve, spam, monkeypatch):
    before = state()
    as_(root).post(PAGE, ALL)
    cleaned = CleanedMember.objects.get()
    monkeypatch.setattr(jobs, "BATCH", 3)
    jobs.clean_batch(cleaned_id=cleaned.pk)  # killed before its job was done
    assert CleanedItem.objects.count() == 3
    finish()
    once = set(CleanedItem.objects.values_list("part", "item"))
    assert len(once) == CleanedItem.objects.count() == 12
    undo(as_(root))
    assert state() == before


def test_the_pictures_files_stay_until_the_undo_is_gone(as_, root, eve, spam):
    names = set(avatars.stored_names(spam.avatar))
    clean(as_(root))
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert not names & set(stray_files.all_strays())
    assert all(files.storage().exists(name) for name in names)
    closing_accounts.close(eve)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert names <= set(stray_files.all_strays())


def test_what_was_rejected_is_told_only_with_the_clean_up(as_, root, eve, spam):
    clean(as_(root))
    assert RejectedPost.objects.get().source == "Buy now"
    assert Notification.objects.get(member=eve).detail["act"] == "clean-up"
    assert not LogEntry.objects.filter(act="reject").exists()


def test_closing_the_account_forgets_what_was_kept_of_the_profile(as_, root, eve, spam):
    clean(as_(root))
    closing_accounts.close(eve)
    assert not CleanedItem.objects.filter(part__in=["profile", "picture"]).exists()
    assert not [item for item in CleanedItem.objects.all() if "Watch shop" in str(item.facts)]


def test_no_job_is_left(as_, root, eve, spam):
    clean(as_(root))
    undo(as_(root))
    assert not run_due()
