"""Rows of topics in lists, rendered once for all readers for whom they look the same, as `posts/kept_posts` does posts.

The template sees nothing but the facts, and is kept under them. What changes by itself, how long ago it was and how
often it was looked at, is put in afterwards. The whole row stays with a topic that lists keep, until its ages change.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from typing import NamedTuple, Self

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from accounts.models import User
from forum.pages.kept_parts import included, places, to_fill
from forum.pages.link_facts import NamedLink, link_to, links_to
from forum.pages.templatetags.dates import Ages
from forum.pages.topics.shown_tags import tags_of
from forum.reading.unread import Unread
from forum.topics.models import Topic

KEPT = 2_000  # of about one KB each
LOOKS = 4  # in which a topic keeps its rows
BLANKS = re.compile(r"\n\s+")
PLACES = STARTED, LAST, VIEWS = places(3)


class Named(NamedTuple):
    username: str
    name: str
    handle: str
    is_closed: bool

    @property
    def closed_at(self) -> bool:
        return self.is_closed


class Links(NamedTuple):
    all: tuple[NamedLink, ...]


@dataclass(frozen=True)
class News:
    is_new: bool
    count: int
    words: str


class RowTopic(NamedTuple):
    pk: int
    title: str
    get_absolute_url: str
    is_pinned: bool
    is_locked: bool
    is_solved: bool
    is_removed: bool
    reply_count: int
    author: Named
    last_poster: Named | None
    board: NamedLink | None  # where it is named
    tags: Links


class RowFacts(NamedTuple):
    """All that the template of a row is given."""

    topic: RowTopic
    new: News | None
    is_muted: bool
    is_member: bool
    replies: int | None
    views_words: str
    created: str = STARTED
    last: str = LAST
    views: str = VIEWS


@dataclass(frozen=True)
class Listing:
    """What a page says of the topics in its list."""

    unread: Mapping[int, Unread]
    muted: Collection[int]
    is_member: bool
    with_board: bool
    ages: Ages

    @cached_property
    def look(self) -> Hashable:
        """What makes all its rows differ from those of other listings, but for what is said of their topics."""
        ages = self.ages
        return self.is_member, self.with_board, ages.language, ages.zone, ages.year

    @classmethod
    def of(cls, context: Context, *, with_board: bool) -> Self:
        is_member = context["user"].is_authenticated
        return cls(context.get("unread") or {}, context.get("muted") or (), is_member, with_board, Ages())


class KeptRow(NamedTuple):
    html: str
    until: datetime


def topic_rows(context: Context, topics: Iterable[Topic] | str, *, with_board: bool = False) -> SafeString:
    """The rows of a list, or what stands for them on a page that is kept."""
    if isinstance(topics, str):
        return SafeString(topics)
    replies, row = context.get("replies_then") or {}, _rows_of(context, with_board=with_board)
    return SafeString("".join([row(topic, replies.get(topic.id)) for topic in topics]))


def topic_row(
    context: Context, topic: Topic, replies: int | None = None, *, with_board: bool = False
) -> SafeString:
    """The topic's row; a list may name boards, and show other numbers of replies."""
    return SafeString(_rows_of(context, with_board=with_board)(topic, replies))


def _rows_of(context: Context, *, with_board: bool) -> Callable[[Topic, int | None], str]:
    """What makes the row of a topic, and of the number of replies if it is to be another than the topic's."""
    listing = Listing.of(context, with_board=with_board)
    return _selectable_row(context, listing) if context.get("selection") else partial(_row, listing)


def _row(listing: Listing, topic: Topic, replies: int | None) -> str:
    rows: dict[Hashable, KeptRow] = vars(topic).setdefault("_rows", {})
    key = listing.look, listing.unread.get(topic.id), topic.id in listing.muted, replies
    kept = rows.get(key)
    if kept is None or kept.until <= listing.ages.now:
        facts = _facts_of(listing, topic, replies)
        html = rendered(facts, listing.ages.language) % _changing(listing, topic)
        kept = KeptRow(
            html, min(listing.ages.until(topic.created_at), listing.ages.until(topic.last_post_at))
        )
        if len(rows) >= LOOKS:
            rows.clear()
        rows[key] = kept
    return kept.html


def _selectable_row(context: Context, listing: Listing) -> Callable[[Topic, int | None], str]:
    """Of a page on which moderators select topics, for which each row is rendered by itself."""

    def row(topic: Topic, replies: int | None) -> str:
        with context.push(**_facts_of(listing, topic, replies)._asdict(), thing=topic):
            return to_fill(included(context, "topics/_row.html"), *PLACES) % _changing(listing, topic)

    return row


def _changing(listing: Listing, topic: Topic) -> dict[str, str]:
    """What fills the places of a row."""
    when = listing.ages.when
    return {
        STARTED: when(topic.created_at),
        LAST: when(topic.last_post_at),
        VIEWS: str(topic.view_count),
    }


@lru_cache(KEPT)
def rendered(facts: RowFacts, _language: str) -> str:
    """The row, with places to fill. The language is that of the moment."""
    html = BLANKS.sub("\n", render_to_string("topics/_row.html", facts._asdict()).strip())
    return to_fill(html, *PLACES)


@lru_cache(KEPT)
def views_words(count: int, _language: str) -> str:
    return ngettext("view", "views", count)


def _facts_of(listing: Listing, topic: Topic, replies: int | None) -> RowFacts:
    language = listing.ages.language
    unread = listing.unread.get(topic.id)
    return RowFacts(
        _topic_facts(topic, language, with_board=listing.with_board),
        News(unread.is_new, unread.count, str(unread.words)) if unread else None,
        topic.id in listing.muted,
        listing.is_member,
        replies,
        views_words(topic.view_count, language),
    )


def _topic_facts(topic: Topic, language: str, *, with_board: bool) -> RowTopic:
    """Put together once for each topic that was read, for lists may keep it, and for each language: in that of the
    reader stands what members are called who have left.
    """
    made: dict[tuple[bool, str], RowTopic] = topic.__dict__.setdefault("_row_facts", {})
    key = with_board, language
    if key not in made:
        made[key] = RowTopic(
            topic.pk,
            topic.title,
            topic.get_absolute_url(),
            topic.is_pinned,
            topic.is_locked,
            topic.is_solved,
            topic.is_removed,
            topic.reply_count,
            named(topic.author),
            named(topic.last_poster) if topic.last_poster else None,
            link_to(topic.its_board) if with_board else None,
            Links(links_to(tags_of(topic))),
        )
    return made[key]


def named(member: User) -> Named:
    return Named(member.username, member.name, member.handle, member.closed_at is not None)
