from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path of the forum, from FORUM_URL and never from a request's Host."""
    return f"{settings.FORUM_URL}{path}"


def hostname() -> str:
    return urlsplit(settings.FORUM_URL).hostname or "localhost"
