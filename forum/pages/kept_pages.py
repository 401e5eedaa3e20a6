"""Whole pages, kept under all that they show, as `kept_parts` keeps parts.

What the template may ask is what every page is given here, and the facts that the view adds. Members to whom a page
says something of its own, such as a message or a warning, get theirs rendered.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.template import Context
from django.utils import timezone

from accounts.models import User
from forum.pages import kept_parts, page_frame
from forum.pages.context_processors import site
from forum.pages.form_tokens import form_token
from forum.pages.kept_parts import places
from forum.pages.page_frame import Frame
from forum.pages.requests import ForumRequest, itself

HEAD, HEADER, FOOTER, BANNERS, TERMS, TOKEN, MEMBER, UNTIL, HERE = places(9)
FRAME = Frame(HEAD, HEADER, FOOTER, BANNERS, TERMS)

Facts = Mapping[str, Hashable]


class PageReader(NamedTuple):
    """A member, as far as pages that are kept look different to them."""

    has_time_zone: bool
    pk: str = MEMBER
    is_authenticated: bool = True
    is_silenced: bool = False
    warned_at: None = None
    waits_since: None = None

    @property
    def time_zone(self) -> bool:
        return self.has_time_zone


class PageVisitor(NamedTuple):
    is_authenticated: bool = False
    is_silenced: bool = False
    warned_at: None = None
    waits_since: None = None


class PageUnread(NamedTuple):
    until: str = UNTIL


class PageRequest(NamedTuple):
    path: str
    unread: PageUnread = PageUnread()
    get_full_path: str = HERE


def frame_for(request: ForumRequest) -> dict[str, Any] | None:
    """What every template may ask about this page; None if it has to say something that only its reader is told."""
    reader = itself(request.user)
    if isinstance(reader, User) and not is_ordinary(reader, request):
        return None
    if len(get_messages(request)):
        return None
    context = site(request) | {"request": request, "user": reader}
    if page_frame.kept_forum(context) is None:
        return None
    if isinstance(reader, User):
        context["csrf_token"] = form_token(request)
    return context


def is_ordinary(member: User, request: ForumRequest) -> bool:
    """Whether the page has nothing to say that is about this member alone."""
    is_told = member.is_silenced or member.warned_at or member.waits_since
    return not is_told and hasattr(request, "bell")


def kept_page(
    frame: dict[str, Any],
    template: str,
    facts: Facts,
    filled: Mapping[str, str | bytes],
    made_of: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    path: str = "",
) -> HttpResponse:
    """The page with these facts within this frame, and with what fills its places, which is escaped unless HTML.

    `path` is that of the page, with places, where it is one of many under the same facts.
    """
    reader, request = frame["user"], frame["request"]
    is_member = reader.is_authenticated
    picture = Context(frame | {"picture": facts.get("picture", "")})
    everywhere: dict[str, Hashable] = {
        "forum": page_frame.kept_forum(frame),
        "theme": frame["theme"],
        "density": frame["density"],
        "has_mail": frame["has_mail"],
        "zone": timezone.get_current_timezone_name(),
        "user": PageReader(bool(reader.time_zone)) if is_member else PageVisitor(),
        "request": PageRequest(path or request.path),
        "csrf_token": TOKEN if is_member else "",
        page_frame.MADE: FRAME,
    }
    of_the_reader = {
        HEAD: page_frame.head(picture),
        HEADER: page_frame.header(picture),
        FOOTER: page_frame.footer(picture),
        BANNERS: page_frame.banners(picture),
        TERMS: page_frame.new_terms(picture) if is_member else "",
        HERE: request.get_full_path(),
    }
    if is_member:
        of_the_reader |= {
            TOKEN: frame["csrf_token"],
            MEMBER: str(reader.pk),
            UNTIL: str(request.unread.until),
        }
    return HttpResponse(
        kept_parts.kept_page(template, {**everywhere, **facts}, {**of_the_reader, **filled}, made_of)
    )
