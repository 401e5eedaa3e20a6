"""What no post has goes a day after it was sent; what may be posted yet, or was posted once, stays."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from forum.attachments import purging, stray_files
from forum.attachments.models import Attachment
from forum.checks.invariants import check_invariants
from forum.drafts.models import Draft
from forum.jobs.enqueuing import enqueue
from forum.jobs.running import run_due
from forum.members.closing_accounts import close
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.attachments.conftest import picture, sent


def next_day():
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with transaction.atomic():
        enqueue("day.began")
    while run_due():
        pass


@pytest.fixture
def file(ben, topic, attached):
    attached(ben, topic, sent("wide.jpg", picture(2000, 500, "JPEG")))
    return Attachment.objects.get()


def test_a_file_of_no_post_goes_after_a_day_with_its_thumbnails(file, stored):
    purging.purge_unused()
    assert len(stored()) == 3
    next_day()
    assert stored() == []
    assert not Attachment.objects.exists()


def test_what_a_post_has_or_had_stays(ben, topic, say, file, stored):
    post = say(ben, topic, file.markdown)
    next_day()
    revise(ben, post, render_text("Nothing."), base=1)
    next_day()
    assert len(stored()) == 3


def test_files_of_a_post_that_is_deleted_for_good_go_with_their_thumbnails(ben, topic, say, file, stored):
    say(ben, topic, file.markdown).delete()
    next_day()
    assert stored() == []
    assert not Attachment.objects.exists()


def test_what_a_draft_or_a_post_that_waits_for_approval_names_stays(ben, topic, file, stored):
    draft = Draft.objects.create(member=ben, place=f"topic:{topic.pk}", body=f"So: {file.markdown}")
    next_day()
    assert len(stored()) == 3
    draft.delete()
    pending = PendingPost.objects.create(author=ben, topic=topic, source=file.markdown, key="k")
    next_day()
    assert len(stored()) == 3
    pending.delete()
    next_day()
    assert stored() == []


def test_files_without_a_row_go_after_a_day(file, own_folder, stored):
    stray, fresh = own_folder / "ab" / f"ab{'0' * 30}", own_folder / "ab" / f".ab{'1' * 30}-x"
    stray.parent.mkdir(exist_ok=True)
    for path in (stray, fresh):
        path.write_bytes(b"x")
    yesterday = timezone.now().timestamp() - 100_000
    os.utime(stray, (yesterday, yesterday))
    for path in own_folder.rglob("*"):
        if path.is_file() and path != fresh:
            os.utime(path, (yesterday, yesterday))
    assert stray_files.delete_from_disk() == 1
    assert len(stored()) == 4


def test_an_account_that_is_closed_takes_what_no_post_has(
    ben, topic, say, attached, file, stored, django_capture_on_commit_callbacks
):
    say(ben, topic, file.markdown)
    attached(ben, topic, sent("unused.png"))
    with django_capture_on_commit_callbacks(execute=True):
        close(ben)
    assert Attachment.objects.get() == file
    assert len(stored()) == 3


def test_ones_own_files_are_listed_with_their_use_and_the_unused_can_be_deleted(
    as_, ben, eve, topic, say, attached, file, stored
):
    say(ben, topic, file.markdown)
    attached(ben, topic, sent("unused.png"))
    unused = Attachment.objects.exclude(pk=file.pk).get()
    page = as_(ben).get("/files/").text
    assert "post 2 in “A first question”" in page
    assert "in no post" in page
    assert f"/files/{unused.key}/delete/" in page and f"/files/{file.key}/delete/" not in page
    assert "unused.png" not in as_(eve).get("/files/").text
    assert as_().get("/files/").status_code == 302
    assert as_(eve).post(f"/files/{unused.key}/delete/").status_code == 404
    assert as_(ben).get(f"/files/{unused.key}/delete/").status_code == 405
    as_(ben).post(f"/files/{file.key}/delete/")
    as_(ben).post(f"/files/{unused.key}/delete/")
    assert Attachment.objects.get() == file
    assert len(stored()) == 3


def test_the_check_finds_a_file_that_is_gone_and_a_use_that_is_not_noted(ben, topic, say, file, own_folder):
    def codes():
        return {fault.code for verdict in check_invariants() for fault in verdict.faults}

    post = say(ben, topic, file.markdown)
    assert not {"attachment.file", "attachment.use"} & codes()
    next(own_folder.rglob("*-640")).unlink()
    type(post).objects.filter(pk=post.pk).update(html=f'<a href="/files/{"B" * 22}/x.pdf">x</a>')
    assert {"attachment.file", "attachment.use"} <= codes()
