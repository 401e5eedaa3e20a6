"""The frame of a page, what stands around its own part: for members, and at the foot for all, it is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from django.template import Context
from django.utils.safestring import SafeString

from accounts.models import User
from forum.pages.kept_parts import AtVersion, included, kept_part, places
from forum.pages.requests import ForumRequest, itself
from forum.pages.templatetags.next_page import next_here
from forum.pages.templatetags.people import avatar
from forum.site.page_addresses import page_address

OF_READER = AVATAR, NAME, OWN_PAGE, TOKEN = places(4)
OF_COUNTS = UNREAD, BELL, BELL_NUMBER, TALKS, TALKS_NUMBER, TO_DO, TO_DO_NUMBER = places(7)
PLACES = [*OF_READER, *OF_COUNTS]
[CARRIED] = places(1)

# Where the header says that one is there.
MARKED = frozenset(
    "/ /latest/ /unread/ /following/ /boards/ /tags/ /notifications/ /conversations/ /moderate/ /search/".split()
)


MADE = "frame"  # in the context of a page that is kept whole: what stands for the parts of its frame


class Frame(NamedTuple):
    head: str
    header: str
    footer: str
    banners: str
    new_terms: str


class Link(NamedTuple):
    name: str
    address: str


@dataclass(frozen=True)
class Unread:
    count: bool
    conversations: str  # "" if there are none
    words: str = UNREAD
    conversations_label: str = TALKS


@dataclass(frozen=True)
class Bell:
    count: bool
    label: str = BELL
    number: str = BELL_NUMBER


@dataclass(frozen=True)
class ToDo:
    count: bool
    label: str = TO_DO
    number: str = TO_DO_NUMBER


class Request(NamedTuple):
    path: str
    unread: Unread
    bell: Bell
    to_do: ToDo
    moderates: bool


class VisitorsRequest(NamedTuple):
    path: str
    carried: str = CARRIED  # to where signing in leads back, see `next_here`


class Visitor(NamedTuple):
    is_authenticated: bool = False


class Member(NamedTuple):
    is_staff: bool
    name: str = NAME
    is_authenticated: bool = True


class Reader(NamedTuple):
    is_authenticated: bool
    uses_keys: bool


def head(context: Context) -> SafeString:
    """What every page says about the forum in its head."""
    if made := context.get(MADE):
        return SafeString(made.head)
    forum = kept_forum(context)
    if forum is None:
        return included(context, "_partials/forum_in_head.html")
    facts = {
        "forum": forum,
        "theme": str(context.get("theme") or ""),
        "picture": bool(context.get("picture")),
    }
    return kept_part("_partials/forum_in_head.html", facts, {})


def header(context: Context) -> SafeString:
    if made := context.get(MADE):
        return SafeString(made.header)
    forum, user, request = kept_forum(context), context.get("user"), context.get("request")
    if user is None or not user.is_authenticated:
        # An error page may know neither the forum nor who asks.
        is_known = forum and user is not None and request
        return visitors_header(context) if is_known else included(context, "_partials/header.html")
    # An error page may come before there is a bell.
    if forum is None or not hasattr(request, "bell"):
        with context.push(own_avatar=avatar(user), own_page=page_address("member", user.username)):
            return included(context, "_partials/header.html")
    return members_header(context, forum, user, cast("ForumRequest", request))


def visitors_header(context: Context) -> SafeString:
    path = context["request"].path
    facts = {
        "forum": kept_forum(context),
        "request": VisitorsRequest(path if path in MARKED else ""),
        "user": Visitor(),
        "start_page": context.get("start_page") or "",
        "menu_links": links(context.get("menu_links") or ()),
    }
    return kept_part("_partials/header.html", facts, {CARRIED: next_here(context)})


def members_header(context: Context, forum: AtVersion, user: User, request: ForumRequest) -> SafeString:
    unread, bell, to_do = itself(request.unread), itself(request.bell), itself(request.to_do)
    facts = {
        "forum": forum,
        "request": Request(
            request.path if request.path in MARKED else "",
            Unread(bool(unread.count), TALKS_NUMBER if unread.conversations else ""),
            Bell(bool(bell.count)),
            ToDo(bool(to_do.count)),
            bool(request.moderates),
        ),
        "user": Member(user.is_staff),
        "own_avatar": AVATAR,
        "own_page": OWN_PAGE,
        "csrf_token": TOKEN,
        "start_page": context.get("start_page") or "",
        "menu_links": links(context.get("menu_links") or ()),
    }
    filled = {
        AVATAR: avatar(user),
        NAME: user.name,
        OWN_PAGE: page_address("member", user.username),
        TOKEN: str(context.get("csrf_token") or ""),
        UNREAD: unread.words,
        TALKS: unread.conversations_label,
        TALKS_NUMBER: str(unread.conversations),
        BELL: bell.label,
        BELL_NUMBER: bell.number,
        TO_DO: to_do.label,
        TO_DO_NUMBER: to_do.number,
    }
    return kept_part("_partials/header.html", facts, filled)


def banners(context: Context) -> SafeString:
    """The announcements of this moment, which each page that is kept is given anew."""
    if made := context.get(MADE):
        return SafeString(made.banners)
    # An error page may have none.
    has_any = context.get("banners") and context["banners"]()
    return included(context, "announcements/_banners.html") if has_any else SafeString("")


def new_terms(context: Context) -> SafeString:
    """The notice of terms that the reader has not accepted yet."""
    if made := context.get(MADE):
        return SafeString(made.new_terms)
    has_any = context.get("terms_to_accept") and context["terms_to_accept"]()
    return included(context, "own_pages/_terms_notice.html") if has_any else SafeString("")


def footer(context: Context) -> SafeString:
    if made := context.get(MADE):
        return SafeString(made.footer)
    forum, user = kept_forum(context), context.get("user")
    if forum is None or user is None:
        return included(context, "_partials/footer.html")
    facts = {
        "forum": forum,
        "user": Reader(user.is_authenticated, bool(user.is_authenticated and user.uses_keys)),
        "foot_pages": links(context.get("foot_pages") or ()),
        "foot_links": links(context.get("foot_links") or ()),
    }
    return kept_part("_partials/footer.html", facts, {})


def kept_forum(context: Context | Mapping[str, Any]) -> AtVersion | None:
    """The settings of the site under the version in which they were read; None if they were read by themselves."""
    site = context.get("forum")
    version = getattr(site, "read_under", None)
    return AtVersion(site, version) if version else None


def links(given: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(Link(str(link["name"]), str(link["address"])) for link in given)
