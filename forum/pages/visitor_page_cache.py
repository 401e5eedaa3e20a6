"""Visitors' pages, kept for a minute: everybody without a cookie gets the same page.

No page is ever thrown away by hand: raising `Topic.version` or `SiteSettings.version` changes its key.
"""

from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from forum.pages.polls.row import poll_of
from forum.pages.requests import ForumRequest
from forum.pages.topics.page import page_in_query
from forum.pages.topics.reaction_key import reaction_key
from forum.pages.topics.similar import similar_key
from forum.posts.page_numbers import PER_PAGE
from forum.topics.models import Topic

KEPT_FOR = 60  # seconds; a page may show what is not in its key, and is then as old as this


def is_shared_page(request: HttpRequest) -> bool:
    """Whether this reader gets what every visitor gets."""
    # Any cookie may carry something of a person's own onto the page, a message for instance.
    return not request.user.is_authenticated and not request.COOKIES


def topic_page_key(request: ForumRequest, topic: Topic) -> str:
    """Names everything that must change a topic's page at once."""
    page = page_in_query(request, PER_PAGE)
    poll = poll_of(topic)
    votes = f"{poll.version}-{int(poll.has_ended)}" if poll else ""
    return (
        f"topic:{topic.pk}:{topic.version}:{request.site_settings.version}:{page}:"
        f"{votes}:{similar_key(request.user, topic)}"
        f":{reaction_key(topic)}"
    )


def shared_page(key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept under this key, or a new one."""
    content = caches["pages"].get(key)
    if content is None:
        content = make().content
        caches["pages"].set(key, content, KEPT_FOR)
    return HttpResponse(content)
