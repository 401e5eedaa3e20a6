"""Whoever brings posts, what is derived from them is true; each way is asked here or beside it for `lengths_are_whole`."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.markup import VERSION
from forum.posts import publishing, storing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.posts.storing import append_posts
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic
from tests.example_app import posting
from tests.example_app.models import PostLength

YESTERDAY = timezone.now() - timedelta(days=1)


def is_whole():
    for board in Board.objects.all():
        recount_board(board.pk)  # as the worker does after posts, and an import for itself
    assert [fault for verdict in check_invariants() for fault in verdict.faults] == []
    return posting.lengths_are_whole()


def row(author, **more):
    return Post(author=author, source="x", html="<p>x</p>", text="x", markup_version=VERSION, **more)


def test_a_topic_and_replies_by_the_pages_are_whole(as_, ben, board):
    browser = as_(ben)
    assert (
        browser.post(f"/b/{board.slug}/new/", {"title": "Hinges", "body": "x", "key": "k"}).status_code == 303
    )
    topic = Topic.objects.get()
    sent = {"body": "A longer one.", "key": uuid.uuid4().hex, "board": board.pk}
    assert browser.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
    assert list(PostLength.objects.order_by("pk").values_list("length", flat=True)) == [1, 13]
    assert is_whole()


def test_a_long_topic_is_whole(long_topic):
    topic = long_topic(45)
    topic.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.posts.count()) == (45, 45, 45)
    assert is_whole()


def test_removed_posts_dates_and_ids_of_their_own_come_as_they_are(ada, ben, board):
    topic = Topic(board=board, author=ada, title="From elsewhere", created_at=YESTERDAY)
    posts = [
        row(ada, pk=4000, created_at=YESTERDAY),
        row(ben, created_at=YESTERDAY + timedelta(hours=1)),
        row(ada, created_at=YESTERDAY + timedelta(hours=2), removed_at=timezone.now(), removed_by=ada),
    ]
    append_posts(topic, posts)
    topic.refresh_from_db()
    ada.refresh_from_db()
    assert topic.posts.get(pk=4000).number == 1
    assert (topic.last_number, topic.post_count, ada.post_count) == (3, 2, 1)
    assert (topic.last_poster, topic.last_post_at) == (ben, YESTERDAY + timedelta(hours=1))
    assert is_whole()


def test_a_topic_of_removed_posts_alone_has_a_last_post_and_none_that_counts(ada, board):
    topic = Topic(board=board, author=ada, title="All gone")
    append_posts(topic, [row(ada, created_at=YESTERDAY, removed_at=timezone.now())])
    topic.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.last_post_at) == (1, 0, YESTERDAY)
    assert is_whole()


def test_a_topic_that_is_there_grows(ada, ben, topic):
    version = topic.version
    append_posts(topic, [row(ben), row(ada), row(ben)])
    topic.refresh_from_db()
    ben.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.last_poster, ben.post_count) == (4, 4, ben, 2)
    assert topic.version > version
    assert is_whole()


def test_what_a_writer_writes_is_rolled_back_with_the_post(ben, topic, monkeypatch):
    def fail(posts):
        raise RuntimeError(f"{len(posts)} posts too many")

    monkeypatch.setattr(storing, "_writers", [posting.write_lengths, fail])
    before = PostLength.objects.count()
    with pytest.raises(RuntimeError, match="1 posts too many"):
        publishing.reply(topic, Submission(ben, render_text("Almost."), "k"))
    assert (Post.objects.filter(author=ben).count(), PostLength.objects.count()) == (0, before)


def test_an_edited_post_is_given_to_the_writers_too(as_, ben, topic, say):
    post = say(ben, topic, "Short.")
    longer = {"body": "Rather longer than it was.", "base": post.revision}
    assert as_(ben).post(f"/p/{post.pk}/edit/", longer).status_code == 303
    assert PostLength.objects.get(post_id=post.pk).length == len(longer["body"])
    assert is_whole()


def test_a_writer_is_registered_once():
    with pytest.raises(ValueError, match="registered already"):
        storing.write_with(posting.write_lengths)
