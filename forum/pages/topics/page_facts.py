"""What a topic's page shows an ordinary reader around its posts.

The page is kept under its outline, in which places stand for what is the topic's own: its names, numbers, moments and
addresses. Most topics of a board have one of a few outlines, so a topic that nobody has looked at takes no template.
See `forum.pages.kept_pages`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import Board
from forum.markup.unicode_text import RIGHT_TO_LEFT
from forum.pages.follows.control import Control
from forum.pages.follows.control_facts import Named, PageControl, control_facts
from forum.pages.kept_parts import MomentPlace, Place, kept_part, moment_places, places
from forum.pages.link_facts import Linked, NamedLink, links_to
from forum.pages.posts.outline_filling import in_address
from forum.pages.posts.row import posts_in_words, solution_of
from forum.pages.templatetags.dates import Moments, day
from forum.pages.topics.first_unread import FirstUnread, TopicPages
from forum.pages.topics.similar import MOST as MOST_SIMILAR
from forum.pages.topics.similar import SimilarRow
from forum.site.page_addresses import page_address
from forum.topics.models import Topic

MOST_TAGS = 10  # those beyond are part of the outline

PK, SLUG, TITLE, USERNAME, NAME, HANDLE = places(6)
TITLES = (
    TITLE,
    Place(f"\u05d0{places(1)[0]}"),
)  # from left to right, or from right to left: templates ask for that
POST_COUNT, REPLIES, FOLLOWERS, VIEWS, LAST_NUMBER, LAST_SHOWN, SOLUTION = places(7)
CREATED, LAST_POST, QUIET_SINCE = moment_places(3)
CANONICAL, CANONICAL_IN_QUERY, DESCRIPTION, PICTURE, UNREAD, NEWEST = places(6)
NUMBER, COUNT, HERE, PREVIOUS, NEXT, LINKS_ABOVE, LINKS_BELOW, LINKS_PATH = places(8)
TAGS = [NamedLink(*places(2)) for _place in range(MOST_TAGS)]


@dataclass(frozen=True)
class PageOfTopic:
    path: str
    previous: str | None
    next: str | None
    number: str = NUMBER
    count: str = COUNT
    here: str = HERE


class PageSimilar(NamedTuple):
    address: str
    title: str
    board: str
    replies: str


SIMILAR = [PageSimilar(*places(4)) for _place in range(MOST_SIMILAR)]


class PageBoard(NamedTuple):
    name: str
    get_absolute_url: str
    rules_html: str
    slow_minutes: int


class Author(NamedTuple):
    handle: str
    closed_at: bool
    username: str = USERNAME
    name: str = NAME


class Solved(NamedTuple):
    post_id: str = SOLUTION


class PageTopic(NamedTuple):
    title: str
    get_absolute_url: str
    author: Author
    board: PageBoard
    is_pinned: bool
    is_solved: bool
    solution: Solved | None
    is_slow: bool
    slow_minutes: int
    pk: str = PK
    slug: str = SLUG
    created_at: MomentPlace = CREATED
    last_post_at: MomentPlace = LAST_POST
    last_number: str = LAST_NUMBER
    post_count: str = POST_COUNT
    reply_count: str = REPLIES
    follower_count: str = FOLLOWERS
    view_count: str = VIEWS
    is_locked: bool = False
    is_removed: bool = False
    timer_at: None = None


def has_rare_facts(found: Mapping[str, Any]) -> bool:
    """Whether the page shows something that is not among these facts, and so has to be rendered each time."""
    topic: Topic = found["topic"]
    rare = (found[name] for name in ("acts", "waiting_texts", "waiting", "kept_text"))
    return topic.is_locked or topic.is_removed or any(rare)


def outline_of(found: Mapping[str, Any], of_posts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a topic's page as its template asks for them: those around its posts, and those of its posts."""
    topic: Topic = found["topic"]
    page = page_in_outline(found["pages"])
    return {
        **of_posts,
        "topic": topic_in_outline(topic),
        "pages": page,
        "links_above": LINKS_ABOVE,
        "links_below": LINKS_BELOW,
        "tags": (*TAGS[: len(found["tags"])], *links_to(found["tags"][MOST_TAGS:])),
        "control": control_in_outline(found["control"], title_place(topic)),
        "similar": tuple(SIMILAR[: len(found["similar"])]),
        "first_unread": unread_in_outline(found["first_unread"]),
        "newest": found["newest"] and NEWEST,
        "last_number": LAST_SHOWN,
        "quiet_since": found["quiet_since"] and QUIET_SINCE,
        "canonical": CANONICAL,
        "canonical_in_query": CANONICAL_IN_QUERY,
        "description": of_posts["description"] and DESCRIPTION,
        "picture": of_posts["picture"] and PICTURE,
    }


def topic_in_outline(topic: Topic) -> PageTopic:
    return PageTopic(
        title_place(topic),
        address_in_outline(),
        Author(HANDLE if topic.author.handle else "", topic.author.closed_at is not None),
        board_facts(topic.its_board),
        topic.is_pinned,
        topic.is_solved,
        Solved() if topic.is_solved and solution_of(topic) else None,
        topic.is_slow,
        topic.slow_minutes,
    )


def title_place(topic: Topic) -> str:
    return TITLES[bool(RIGHT_TO_LEFT.search(topic.title))]


def address_in_outline() -> str:
    return page_address("topic", PK, SLUG)


def board_facts(board: Board) -> PageBoard:
    return PageBoard(board.name, board.get_absolute_url(), board.rules_html, board.slow_minutes)


def page_in_outline(pages: TopicPages) -> PageOfTopic:
    return PageOfTopic(address_in_outline(), pages.previous and PREVIOUS, pages.next and NEXT)


def control_in_outline(control: Control, title: str) -> PageControl:
    def act(name: str) -> str:
        return page_address(f"topic-{name}", PK, SLUG)

    names = Named(
        title,
        HERE,
        FOLLOWERS,
        act("feed") if control.has_feed else "",
        act("follow"),
        act("unfollow"),
        act("followers"),
    )
    return control_facts(control, names)


def unread_in_outline(unread: FirstUnread | None) -> FirstUnread | None:
    if unread is None or unread.address.startswith("#"):
        return unread
    return replace(unread, address=UNREAD)


def filling_of(found: Mapping[str, Any], of_posts: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the places of the outline, to be escaped unless it is HTML."""
    topic: Topic = found["topic"]
    moments = Moments()
    filling = {
        PK: str(topic.pk),
        SLUG: in_address(topic.slug),
        title_place(topic): topic.title,
        POST_COUNT: posts_in_words(topic.post_count, moments.language),
        REPLIES: str(topic.reply_count),
        FOLLOWERS: str(topic.follower_count),
        VIEWS: str(topic.view_count),
        LAST_NUMBER: str(topic.last_number),
        LAST_SHOWN: str(found["last_number"]),
        CREATED: day(topic.created_at),
        CREATED.iso: moments.written(topic.created_at, "c"),
        LAST_POST.iso: moments.written(topic.last_post_at, "c"),
        CANONICAL: of_posts["canonical"],
        CANONICAL_IN_QUERY: of_posts["canonical_in_query"],
        DESCRIPTION: of_posts["description"],
        PICTURE: of_posts["picture"],
        UNREAD: found["first_unread"].address if found["first_unread"] else "",
        NEWEST: found["newest"],
        SOLUTION: str(solution_of(topic)),
        QUIET_SINCE: moments.on(found["quiet_since"]) if found["quiet_since"] else "",
    }
    fill_pages(filling, found["pages"])
    fill_author(filling, topic.author)
    fill_tags(filling, found["tags"])
    fill_similar(filling, found["similar"])
    return filling


def fill_pages(filling: dict[str, str], pages: TopicPages) -> None:
    filling |= {
        NUMBER: str(pages.number),
        COUNT: str(pages.count),
        HERE: pages.here,
        PREVIOUS: pages.previous or "",
        NEXT: pages.next or "",
        LINKS_ABOVE: links_to_pages(pages, _("Pages of this topic")),
        LINKS_BELOW: links_to_pages(pages, _("Pages of this topic, again")),
    }


def links_to_pages(pages: TopicPages, label: str) -> str:
    if pages.count == 1:
        return ""
    facts = {"pages": replace(pages, path=LINKS_PATH), "label": label}
    return kept_part("topics/_pages.html", facts, {LINKS_PATH: pages.path})


def fill_author(filling: dict[str, str], author: User) -> None:
    filling[USERNAME] = in_address(author.username)
    filling[NAME], filling[HANDLE] = author.name, author.handle


def fill_tags(filling: dict[str, str], tags: Iterable[Linked]) -> None:
    for place, tag in zip(TAGS, tags, strict=False):
        filling[place.name], filling[place.get_absolute_url] = tag.name, tag.get_absolute_url()


def fill_similar(filling: dict[str, str], rows: Sequence[SimilarRow]) -> None:
    for place, row in zip(SIMILAR, rows, strict=False):
        values = row.address, row.title, row.board, row.replies
        filling.update(zip(place, values, strict=True))
