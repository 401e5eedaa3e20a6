"""Storing posts, new and edited: their numbers, all counters and whatever else is derived from posts, in one place."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from forum.database.direct_statements import execute_all
from forum.database.prepared_writes import PreparedInsert, PreparedUpdate
from forum.posts import member_totals
from forum.posts.models import Post
from forum.topics.models import Topic

Writer = Callable[[Sequence[Post]], None]

COUNT = "UPDATE accounts_user SET post_count = post_count + %s WHERE id = %s"
COUNTERS = ("last_number", "post_count", "version", "last_post_at", "last_poster")

_writers: list[Writer] = []


def write_with(writer: Writer) -> None:
    """Have all new and edited posts given to this function too, in the transaction that saves them.

    It writes a bounded number of rows and reads none, for authors and topics are locked meanwhile.
    """
    if writer in _writers:
        raise ValueError(f"{writer} is registered already.")
    _writers.append(writer)


def append_posts(topic: Topic, posts: Sequence[Post]) -> None:
    """Add posts to the end of the topic, with all that is derived from them. A new topic is saved with its posts.

    They may be removed ones, and have ids and dates of their own. The caller has locked their authors, then the topic,
    and counts the board again, now or by a job.
    """
    for post in posts:
        topic.last_number += 1
        post.topic, post.number = topic, topic.last_number
        topic.post_count += not post.is_removed
        # A topic of nothing but removed posts has a last one all the same.
        if not post.is_removed or topic.post_count == 0:
            topic.last_post_at, topic.last_poster_id = post.created_at, post.author_id
    topic.version += 1
    if topic._state.adding:
        topic.save()
    else:
        _counters().save(topic)
    insert_posts(posts)
    counts = Counter(post.author_id for post in posts if not post.is_removed and not topic.is_conversation)
    execute_all(COUNT, [(count, author_id) for author_id, count in sorted(counts.items())])
    if not topic.is_removed:
        member_totals.add({(author_id, topic.board_id): count for author_id, count in counts.items()})
    call_writers(posts)


def new_post(**values: Any) -> Post:
    """A post of these values, by the names of columns, to be appended."""
    return _insert().new(**values)


def insert_posts(posts: Sequence[Post]) -> None:
    """Insert these. One that somebody has just written has no number yet and comes in by itself."""
    if len(posts) == 1 and not posts[0].pk:
        posts[0].topic_id = posts[0].topic.pk  # which a new topic has only just got
        _insert().insert(posts[0])
    else:
        Post.objects.bulk_create(posts, batch_size=500)


@cache
def _counters() -> PreparedUpdate[Topic]:
    return PreparedUpdate(Topic, COUNTERS)


@cache
def _insert() -> PreparedInsert[Post]:
    return PreparedInsert(Post)


def call_writers(posts: Sequence[Post]) -> None:
    """Give new or edited posts to all that is registered; the caller's transaction saves them."""
    for writer in _writers:
        writer(posts)
