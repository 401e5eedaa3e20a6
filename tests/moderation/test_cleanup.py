"""What a spammer wrote is removed at once by one act, thing by thing in the background, and restored as one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation import cleanup, post_acts, undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.conftest import join

pytestmark = pytest.mark.every_database


@pytest.fixture
def spam(eve, ben, board, topic, start, say):
    """Eve's topic with a reply of ben's, two posts of hers in ben's topic, and one of last month."""
    old = say(eve, topic, "Long ago")
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    own = start(eve, board, title="Cheap watches")
    say(ben, own, "No thanks")
    return {"old": old, "own": own, "posts": [say(eve, topic, "Buy"), say(eve, topic, "Buy more")]}


def removed() -> set[int]:
    return set(Post.objects.exclude(removed_at=None).values_list("pk", flat=True))


def clean_up(root, eve, days=7):
    done = cleanup.remove_recent(root, eve, "Spam", days=days)
    run_due()
    return done


def test_topics_and_posts_of_that_time_are_removed_and_older_ones_and_others_are_not(root, eve, spam, topic):
    assert clean_up(root, eve)
    assert removed() == {post.pk for post in spam["posts"]}
    spam["own"].refresh_from_db()
    topic.refresh_from_db()
    assert spam["own"].is_removed
    assert not topic.is_removed


def test_it_is_one_entry_that_says_how_much(root, eve, spam):
    clean_up(root, eve)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.member, entry.reason) == ("remove-recent", eve, "Spam")
    assert cleanup.count_words(entry.detail) == "1 topic and 2 posts"


def test_undoing_restores_it_and_nothing_that_was_removed_before(root, mod, eve, spam, topic, say):
    before = say(eve, topic, "Rude words")
    post_acts.remove(mod, before, "Rude")
    clean_up(root, eve)
    assert undoing.undo(root, LogEntry.objects.get(act="remove-recent"))
    run_due()
    spam["own"].refresh_from_db()
    assert not spam["own"].is_removed
    assert removed() == {before.pk}


def test_undone_before_the_worker_came_nothing_is_removed(root, eve, spam):
    cleanup.remove_recent(root, eve, "Spam", days=7)
    undoing.undo(root, LogEntry.objects.get())
    run_due()
    assert not removed()
    assert not Topic.objects.exclude(removed_at=None).exists()


def test_undoing_it_can_be_undone(root, eve, spam):
    clean_up(root, eve)
    undoing.undo(root, LogEntry.objects.get())
    run_due()
    assert undoing.undo(root, LogEntry.objects.first())
    run_due()
    assert removed() == {post.pk for post in spam["posts"]}


def test_more_than_a_batch_is_removed_by_several_jobs(root, eve, spam, monkeypatch):
    monkeypatch.setattr(cleanup, "BATCH", 1)
    clean_up(root, eve)
    while run_due():
        pass
    assert removed() == {post.pk for post in spam["posts"]}


def test_nothing_is_logged_where_there_is_nothing_to_remove(root, ben, eve):
    assert not cleanup.remove_recent(root, eve, "Spam", days=7)
    assert not LogEntry.objects.exists()


def test_only_boards_that_one_moderates_are_cleaned(root, eve, spam, members_board, start):
    hidden = start(eve, members_board, title="More watches")
    members_board.grants.filter(audience="staff").delete()
    clerk = join("clerk", is_staff=True)
    clean_up(clerk, eve)
    hidden.refresh_from_db()
    assert not hidden.is_removed
    assert removed() == {post.pk for post in spam["posts"]}


def test_the_spammer_is_not_notified_of_each(root, eve, spam):
    clean_up(root, eve)
    assert not Notification.objects.filter(member=eve, kind="moderated").exists()


def test_the_page_before_it_shows_the_counts(as_, root, eve, spam):
    page = as_(root).get(reverse("member-act", args=["eve", cleanup.remove_recent]))
    assert "Last 7 days: 1 topic and 2 posts" in page.text
    assert "All their posts: 1 topic and 3 posts" in page.text
