"""What a visitor's page of a topic shows, said to the store that keeps it; and of it what the posts show."""

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
    shows_only(request, scopes_of(topic, posts) | {f"topic:{row.topic_id}" for row in similar})
    changes_at(request, topic.slow_until, topic.last_post_at + LONG_QUIET)
    if poll is not None:
        changes_at(request, poll.poll.ends_at)


def scopes_of(topic: Topic, posts: Iterable[Post]) -> set[str]:
    """What these posts show beside names, which are the site's: the topic, others that are answered, and how much their
    authors have written.
    """
    scopes = {f"topic:{topic.pk}"}
    for post in posts:
        scopes.add(f"member:{post.author_id}")
        if post.reply_to is not None:
            scopes.add(f"topic:{post.reply_to.topic_id}")
    return scopes
