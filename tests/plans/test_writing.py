"""To post costs as much in a topic of thousands of posts, and on a board of thousands of topics, as in small ones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board
from forum.database import statistics
from forum.markup import VERSION
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.plans.costs import cost_of
from tests.plumbing.plans import statements

pytestmark = pytest.mark.django_db  # on SQLite alone: PostgreSQL goes by its statistics


def read_by(browser, address, sent):
    """How much the database reads to take this, and how often it is asked."""
    statistics.gather_at_once()
    with statements() as asked:
        assert browser.post(address, sent).status_code == 303
    reading = [one for one in asked if one[0].lstrip().startswith("SELECT")]
    return sum(cost_of(*one, set()).amount for one in reading), len(reading)


def test_a_reply_reads_no_more_where_many_have_replied(as_, ben, eve, root, board, long_topic):
    for member in (ben, eve):
        fill(board, member, 1_500)  # as of those who write most, while most topics are short
    amounts = []
    # The first of all asks for what is then kept.
    for writer, count in ((root, 300), (ben, 30), (eve, 3_000)):
        topic = long_topic(count)
        Post.objects.update(created_at=timezone.now() - timedelta(hours=2))  # or nobody could post so fast
        Topic.objects.filter(pk=topic.pk).update(slow_minutes=5)
        sent = {"body": "A thought of mine.", "key": f"key-{count}", "board": topic.board_id}
        amounts.append(read_by(as_(writer), f"{topic.get_absolute_url()}reply/", sent))
    (_first, _n), (short, asked), (long, _asked) = amounts
    assert asked > 5
    assert long <= short + 1_000


def test_nor_does_a_new_topic_on_a_board_with_many(as_, ada, ben, eve, board):
    board.slow_minutes = 5
    board.save()
    amounts = []
    for writer, more in ((ben, 0), (eve, 3_000)):
        fill(board, ada, more)
        fill(board, writer, 1_500)
        sent = {"title": "A question", "body": f"Question after {more}.", "key": f"key-{more}"}
        amounts.append(read_by(as_(writer), f"/b/{board.slug}/new/", sent))
    (few, asked), (many, _asked) = amounts
    assert asked > 5
    assert many <= few + 1_000


def fill(board: Board, author: User, count: int) -> None:
    """As many topics of one post on the board, from before anybody has to wait."""
    earlier = timezone.now() - timedelta(days=2)
    topics = Topic.objects.bulk_create(
        Topic(board=board, author=author, title=f"T{n}", last_poster=author, last_number=1, post_count=1)
        for n in range(count)
    )
    Topic.objects.update(created_at=earlier)
    texts = {"source": "x", "html": "<p>x</p>", "text": "x", "markup_version": VERSION}
    Post.objects.bulk_create(
        Post(topic=topic, author=author, number=1, created_at=earlier, **texts) for topic in topics
    )
