"""A legal hold: what is under it is not deleted, by nobody and no nightly job, until an admin lifts it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.attachments import files, purging
from forum.attachments.models import Attachment, AttachmentUse
from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content
from forum.legal_holds import holding
from forum.legal_holds.models import LegalHold
from forum.members import avatars, closing_accounts
from forum.moderation import acts, undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.conftest import join

pytestmark = pytest.mark.django_db


def hold(by, thing, on):
    return acts.find(on, "hold").perform(by, thing, "Letter of the court")


def lift(by, thing, on):
    return acts.find(on, "lift-hold").perform(by, thing, "Case closed")


def file_of(owner, name="a.txt"):
    file = Attachment.objects.create(
        owner=owner, name=name, content_type="text/plain", stored_as=name, length=5, size=5,
        created_at=timezone.now() - timedelta(days=3),
    )  # fmt: skip
    files.delete_files([name])
    files.keep(name, b"hello")
    return file


def test_admins_alone_hold_and_lift_and_the_log_says_why_and_its_author_is_not_told(root, mod, ada, topic):
    post = topic.posts.get()
    with pytest.raises(PermissionDenied):
        hold(mod, post, "post")
    entry = hold(root, post, "post")
    assert (entry.act, entry.reason, entry.post) == ("hold", "Letter of the court", post)
    assert hold(root, post, "post") is None
    assert not Notification.objects.filter(member=ada).exists()
    assert undoing.undo(root, entry)
    assert not holding.is_held(post)
    assert LogEntry.objects.filter(act="lift-hold").count() == 1


def test_a_hold_keeps_what_there_was_to_see_and_forgets_it_when_it_is_lifted(root, ada, topic):
    hold(root, ada, "member")
    kept = LegalHold.objects.get()
    assert kept.evidence["member"]["email"] == "ada@example.org"
    assert kept.evidence["posts"][0]["source"] == topic.posts.get().source
    assert holding.is_held(topic) and holding.is_held(topic.posts.get())
    lift(root, ada, "member")
    kept.refresh_from_db()
    assert kept.evidence == {}
    assert not holding.is_held(topic)


def test_each_version_of_a_held_post_is_kept_however_quickly_it_is_mended(root, ada, topic):
    post = topic.posts.get()
    revise(ada, post, render_text("Second."), base=1)
    post = revise(ada, post, render_text("Third."), base=2)
    assert post.revisions.count() == 1
    hold(root, topic, "topic")
    post = revise(ada, post, render_text("Fourth."), base=3)
    assert [kept.source for kept in post.revisions.order_by("number")][1:] == ["Third."]


def test_closing_a_held_account_shuts_it_and_erases_nothing_until_the_hold_is_lifted(root, ada, topic):
    Post.objects.filter(author=ada).update(ip="192.0.2.7")
    saving.save(ada, "start", Content("Half a text", "A title"), known=0)
    file_of(ada)
    hold(root, ada, "member")
    closing_accounts.close(ada)
    ada.refresh_from_db()
    assert ada.closed_at and not ada.is_active and not ada.has_usable_password()
    assert (ada.username, ada.email, ada.name) == ("ada", "ada@example.org", "Former member")
    assert Draft.objects.filter(member=ada).exists() and Attachment.objects.filter(owner=ada).exists()
    assert Post.objects.get(author=ada).ip == "192.0.2.7"
    closing_accounts.erase_what_was_held()
    assert get_user_model().objects.get(pk=ada.pk).email
    lift(root, ada, "member")
    ada.refresh_from_db()
    assert (ada.email, ada.username) == ("", f"former-{ada.pk}")
    assert not Draft.objects.filter(member=ada).exists()
    assert Post.objects.get(author=ada).ip is None


def test_closing_an_account_with_one_held_post_keeps_that_network_alone(root, ada, board, topic, start):
    other = start(ada, board, title="Another").posts.get()
    Post.objects.filter(author=ada).update(ip="192.0.2.7")
    hold(root, topic.posts.get(), "post")
    closing_accounts.close(ada)
    assert Post.objects.get(pk=topic.posts.get().pk).ip == "192.0.2.7"
    assert Post.objects.get(pk=other.pk).ip is None
    assert get_user_model().objects.get(pk=ada.pk).email == ""
    lift(root, topic.posts.get(), "post")
    assert not Post.objects.filter(ip__isnull=False).exists()


def test_the_nightly_jobs_leave_files_and_drafts_of_a_held_member(root, ada, ben):
    for member in (ada, ben):
        file_of(member, f"{member}.txt")
        saving.save(member, "start", Content("Half a text", "A title"), known=0)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=1000))
    hold(root, ada, "member")
    purging.purge_unused()
    saving.forget_old()
    assert set(Attachment.objects.values_list("owner", flat=True)) == {ada.pk}
    assert set(Draft.objects.values_list("member", flat=True)) == {ada.pk}
    lift(root, ada, "member")
    purging.purge_unused()
    saving.forget_old()
    assert not Attachment.objects.exists() and not Draft.objects.exists()


def test_a_file_of_a_held_post_cannot_be_deleted_and_its_owner_is_told_so(as_, root, ada, topic):
    file = file_of(ada)
    AttachmentUse.objects.create(key=file.key, post=topic.posts.get(), by=ada, is_current=False)
    hold(root, topic, "topic")
    answer = as_(ada).post(f"/files/{file.key}/delete/", follow=True)
    assert "legal hold" in answer.text
    assert Attachment.objects.filter(pk=file.pk).exists()
    lift(root, topic, "topic")
    as_(ada).post(f"/files/{file.key}/delete/")
    assert not Attachment.objects.filter(pk=file.pk).exists()


def test_the_picture_of_a_held_member_is_kept_when_it_is_changed(
    root, ada, django_capture_on_commit_callbacks
):
    name = "0" * 32
    for stored in avatars.stored_names(name):
        files.delete_files([stored])
        files.keep(stored, b"x")
    get_user_model().objects.filter(pk=ada.pk).update(avatar=name)
    hold(root, ada, "member")
    with django_capture_on_commit_callbacks(execute=True):
        avatars.remove_avatar(ada)
    assert avatars.content_of(name, avatars.WHOLE) == b"x"
    assert avatars.of_members([f"avatars/{name}-48"]) == [f"avatars/{name}-48"]
    assert get_user_model().objects.get(pk=ada.pk).avatar == ""


def test_the_admin_lists_holds_with_their_evidence_to_administrators_alone(as_, root, ada, topic):
    hold(root, ada, "member")
    kept = LegalHold.objects.get()
    assert "Letter of the court" in as_(root).get("/admin/legal_holds/legalhold/").text
    assert "ada@example.org" in as_(root).get(f"/admin/legal_holds/legalhold/{kept.pk}/change/").text
    clerk = join("clerk", is_staff=True)
    assert as_(clerk).get("/admin/legal_holds/legalhold/").status_code == 403
