"""Which tags and attributes pass the sanitiser: Markdown's HTML in, what is allowed out."""

import threading

from bleach.sanitizer import Cleaner

from forum.markup.linear_cleaner import LinearCleaner
from forum.markup.links import TARGETS

ATTRIBUTES = {
    "a": {"href", "class"},
    "blockquote": {"class"},
    "code": {"class"},
    "details": {"class"},
    "img": {"src", "alt", "width", "height"},
    "li": {"class", "value"},
    "ol": {"start", "class"},
    "p": {"class"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"align"},
    "th": {"align"},
}
TAGS = frozenset(
    "a blockquote br code del details em h1 h2 h3 h4 h5 h6 hr img ins kbd li mark ol p pre small span strong sub"
    " summary sup table tbody td th thead tr ul".split()
)
SCHEMES = frozenset(TARGETS)


def is_allowed(tag: str, name: str, value: str) -> bool:
    return name in ATTRIBUTES.get(tag, ())


def cleaner() -> Cleaner:
    return LinearCleaner(tags=TAGS, attributes=is_allowed, protocols=SCHEMES)


class Cleaners(threading.local):
    """A cleaner keeps its parser's state, so each thread has its own."""

    def __init__(self) -> None:
        self.cleaner = cleaner()


cleaners = Cleaners()


def sanitise(html: str) -> str:
    """Clean HTML that was just made. Cleaning is not idempotent: never call this on stored HTML."""
    try:
        return str(cleaners.cleaner.clean(html))
    except BaseException:
        cleaners.cleaner = cleaner()
        raise
