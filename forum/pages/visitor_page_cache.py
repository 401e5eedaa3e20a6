"""Whole pages of visitors, made once and kept a minute: everybody of whom we know nothing gets the same page."""

from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

KEPT_FOR = 60  # seconds; a page may show what is not in its key, and is then as old as this


def is_shared_page(request: HttpRequest) -> bool:
    """Whether this reader gets what every visitor gets."""
    # Any cookie may carry something of a person's own onto the page, a message for instance.
    return not request.user.is_authenticated and not request.COOKIES


def shared_page(key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept under this key, or a new one. The key names everything that must change the page at once."""
    content = caches["pages"].get(key)
    if content is None:
        content = make().content
        caches["pages"].set(key, content, KEPT_FOR)
    return HttpResponse(content)
