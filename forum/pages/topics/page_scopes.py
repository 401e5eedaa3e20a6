"""What a visitor's page of a topic shows, said to the store that keeps it."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest

from forum.pages.polls.row import PollRow
from forum.pages.store.page_notes import changes_at, shows_only
from forum.pages.topics.similar import SimilarRow
from forum.posts.models import Post
from forum.topics.models import Topic

LONG_QUIET = timedelta(days=365)  # after which the reply box says so


def note_what_is_shown(
    request: HttpRequest,
    topic: Topic,
    posts: Iterable[Post],
    poll: PollRow | None,
    similar: Iterable[SimilarRow],
) -> None:
    """Beside names, which are the site's: the topic, others that are named, and how much its authors have written."""
    topics, members = {topic.pk}, set()
    for post in posts:
        members.add(post.author_id)
        if post.reply_to is not None:
            topics.add(post.reply_to.topic_id)
    topics.update(row.topic_id for row in similar)
    shows_only(request, [f"topic:{pk}" for pk in topics] + [f"member:{pk}" for pk in members])
    changes_at(request, topic.slow_until, topic.last_post_at + LONG_QUIET)
    if poll is not None:
        changes_at(request, poll.poll.ends_at)
