"""What the worker does for each new or edited post: its words become known, and a topic is compared with others."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from django.db import Error

from forum.database.prepared_writes import PreparedInsert
from forum.posts.models import Post
from forum.search import similar_topics, vocabulary
from forum.search.documents import searched_text
from forum.search.indexing import language_of_site, polls_of
from forum.search.models import ChangedPost

logger = logging.getLogger(__name__)

AT_ONCE = 100  # posts


def note_changes(posts: Sequence[Post]) -> None:
    """Have the worker look at these posts; see `forum.posts.storing.write_with`."""
    changes = [_insert().new(post_id=post.pk) for post in posts]
    if len(changes) == 1:
        _insert().insert(changes[0])
    else:
        ChangedPost.objects.bulk_create(changes, batch_size=500)


@cache
def _insert() -> PreparedInsert[ChangedPost]:
    return PreparedInsert(ChangedPost)


def look_at_changes(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Look at the first of the posts that have changed; return how many there were."""
    if is_stopped():
        return 0
    # Rows are only added, so that a text which changes meanwhile is looked at again. The newest first: what was just
    # posted does not wait for a whole forum that is indexed again.
    rows = dict(ChangedPost.objects.order_by("-pk").values_list("pk", "post_id")[:AT_ONCE])
    if not rows:
        return 0
    posts = Post.objects.filter(pk__in=set(rows.values())).select_related("topic")
    try:
        look_at(posts.only("text", "number", "topic__title"), is_backlog=len(rows) == AT_ONCE)
    except Error:
        raise
    except Exception:
        # Search misses some words then; the worker has mails to send.
        logger.exception("search: posts %s could not be looked at", sorted(set(rows.values())))
    ChangedPost.objects.filter(pk__in=rows).delete()
    return len(rows)


def look_at(posts: Iterable[Post], *, is_backlog: bool) -> None:
    posts = list(posts)
    texts, topics, polls = [], [], polls_of(posts)
    for post in posts:
        text = searched_text(post, polls.get(post.pk, ""))
        texts.append((text, post.topic.title) if post.is_first else (text,))
        topics += [post.topic] if post.is_first else []
    vocabulary.learn(texts, language_of_site())
    # Of a whole forum all topics are compared themselves.
    similar_topics.compare(topics, tells=not is_backlog)
