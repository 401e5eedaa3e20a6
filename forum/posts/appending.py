"""The one writer of posts: whoever brings posts calls it, and what is derived from posts is written here alone."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.db.models import F

from accounts.models import User
from forum.posts import member_totals
from forum.posts.models import Post
from forum.topics.models import Topic

Writer = Callable[[Sequence[Post]], None]

_writers: list[Writer] = []


def write_with(writer: Writer) -> None:
    """Have all new posts given to this function too, in the transaction that saves them.

    It writes a bounded number of rows and reads none, for authors and topics are locked meanwhile.
    """
    if writer in _writers:
        raise ValueError(f"{writer} is registered already.")
    _writers.append(writer)


def append_posts(topic: Topic, posts: Sequence[Post]) -> None:
    """Add posts to the end of the topic, with all that is derived from them. A new topic is saved with its posts.

    They may be removed ones, and have ids and dates of their own. The caller has locked their authors, then the topic.
    """
    append_to_topics([(topic, posts)])


def append_to_topics(additions: Sequence[tuple[Topic, Sequence[Post]]]) -> None:
    """The same for many topics at once."""
    new_topics = [topic for topic, _posts in additions if topic._state.adding]
    old_topics = [topic for topic, _posts in additions if not topic._state.adding]
    for topic, posts in additions:
        _number_and_count(topic, posts)
    Topic.objects.bulk_create(new_topics)
    for topic in old_topics:
        topic.save(update_fields=["last_number", "post_count", "version", "last_post_at", "last_poster"])
    new_posts = [post for _topic, posts in additions for post in posts]
    Post.objects.bulk_create(new_posts, batch_size=500)
    to_count = [post for post in new_posts if not post.is_removed]
    for author, count in sorted(Counter(post.author_id for post in to_count).items()):
        User.objects.filter(pk=author).update(post_count=F("post_count") + count)
    member_totals.add(
        Counter((post.author_id, post.topic.board_id) for post in to_count if not post.topic.is_removed)
    )
    for writer in _writers:
        writer(new_posts)


def _number_and_count(topic: Topic, posts: Sequence[Post]) -> None:
    for post in posts:
        topic.last_number += 1
        post.topic, post.number = topic, topic.last_number
        topic.post_count += not post.is_removed
        # A topic of nothing but removed posts has a last one all the same.
        if not post.is_removed or topic.post_count == 0:
            topic.last_post_at, topic.last_poster_id = post.created_at, post.author_id
    topic.version += 1
