"""The types of requests in views, and of what middleware calls; which requests come from scripts."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

from accounts.models import User
from forum.notifications.bell import Bell
from forum.pages.to_do import ToDo
from forum.reading.unread import UnreadInMenu
from forum.site.models import SiteSettings

Thing = TypeVar("Thing")


class ForumRequest(HttpRequest):
    """A request with what ReaderMiddleware adds."""

    site_settings: SiteSettings
    bell: Bell
    unread: UnreadInMenu
    moderates: bool  # whether the moderators' pages are theirs; asked lazily
    changes_known: int  # the last look at what has changed before it, see `forum.pages.store.members_parts`
    to_do: ToDo  # what waits for them as a moderator; nothing for others


class MemberRequest(ForumRequest):
    """A member's request: a view behind `login_required` gets no other."""

    user: User


def itself(thing: Thing) -> Thing:
    """What an object that is made when it is first looked at stands for: each look through it costs a microsecond.

    A page looks some thousand times at its reader and its settings.
    """
    if isinstance(thing, LazyObject):
        bool(thing)  # makes it
        made: Thing = thing.__dict__["_wrapped"]
        return made
    return thing


GetResponse = Callable[[HttpRequest], HttpResponse]  # what a middleware hands a request on to


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks, for the part of a page that it puts in place."""
    return request.headers.get("X-Requested-With") == "fetch"
