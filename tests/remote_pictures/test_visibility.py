"""A copy is sent to those alone who may read a post that shows it, and goes with the last one."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.jobs.enqueuing import enqueue
from forum.jobs.running import run_due
from forum.moderation import post_acts, topic_acts
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.remote_pictures.models import RemotePicture
from tests.remote_pictures.conftest import BOAT, MARKDOWN, copy_of, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copies", "sites")]


def status(browser):
    return browser.get(copy_of().copy_address).status_code


def next_day():
    RemotePicture.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with transaction.atomic():
        enqueue("day.began")
    while run_due():
        pass


def test_who_may_not_read_the_board_gets_404(as_, root, eve, staff_board, start):
    apply_preset(staff_board, Preset.MEMBERS)
    start(root, staff_board, body=MARKDOWN)
    work()
    apply_preset(staff_board, Preset.STAFF)
    assert status(as_()) == status(as_(eve)) == 404
    assert status(as_(root)) == 200


def test_what_only_staff_can_read_is_copied_for_nobody(root, eve, staff_board, board, start, sites):
    start(root, staff_board, body=MARKDOWN)
    start(root, board, body="![](https://b.example/once-public.png)")
    apply_preset(board, Preset.STAFF)
    work()
    assert sites["asked"] == []
    apply_preset(board, Preset.MEMBERS)
    RemotePicture.objects.update(due_at=timezone.now())
    work()
    assert sites["asked"] == ["https://b.example/once-public.png"]


def test_a_post_of_another_that_may_be_read_shows_it(as_, root, eve, staff_board, start, topic, say):
    start(root, staff_board, body=MARKDOWN)
    say(eve, topic, MARKDOWN)
    work()
    assert status(as_()) == 200


@pytest.mark.parametrize("what", ["post", "topic", "board"])
def test_what_is_taken_out_of_sight_takes_its_copies_with_it(as_, ben, eve, mod, topic, say, what):
    post = say(ben, topic, MARKDOWN)
    work()
    assert status(as_()) == 200
    if what == "post":
        post_acts.remove(mod, post, "x")
    elif what == "topic":
        topic_acts.remove(mod, topic, "x")
    else:
        apply_preset(topic.board, Preset.STAFF)
    assert status(as_()) == status(as_(eve)) == 404


def test_under_another_size_or_before_it_is_copied_there_is_nothing(as_, ben, topic, say):
    say(ben, topic, MARKDOWN)
    assert status(as_()) == 404
    work()
    assert as_().get(copy_of().copy_address.replace("64x48", "64x49")).status_code == 404


def test_an_edit_takes_it_away_and_a_day_later_it_is_deleted(as_, ben, topic, say, stored):
    post = say(ben, topic, MARKDOWN)
    work()
    revise(ben, post, render_text("Nothing."), base=1)
    assert status(as_(ben)) == 404
    assert len(stored()) == 1
    next_day()
    assert stored() == []
    assert not RemotePicture.objects.exists()


def test_a_post_that_is_deleted_for_good_takes_it_away(as_, ben, topic, say, stored):
    post = say(ben, topic, MARKDOWN)
    work()
    next_day()
    assert len(stored()) == 1
    post.delete()
    next_day()
    assert stored() == []


def test_files_that_a_killed_worker_left_are_deleted(ben, topic, say, stored, own_folder):
    say(ben, topic, MARKDOWN)
    work()
    stray = own_folder / "pictures" / "ab" / ("ab" * 16)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    for path in own_folder.rglob("*"):
        os.utime(path, (0, 0))
    next_day()
    assert len(stored()) == 1


def test_what_was_formatted_again_without_it_needs_it_no_more(ben, topic, say, stored):
    post = say(ben, topic, MARKDOWN)
    work()
    type(post).objects.filter(pk=post.pk).update(html=f'<p><a href="{BOAT}">A boat</a></p>')
    next_day()
    assert stored() == []
