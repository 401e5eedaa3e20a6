"""Rows of topics in lists, rendered once for all readers for whom they look the same, as `posts/kept_posts` does posts.

The template sees nothing but the facts, and is kept under them. What changes by itself, how long ago it was and how
often it was looked at, is put in afterwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from accounts.models import User
from forum.pages.kept_parts import included, places
from forum.pages.link_facts import NamedLink, link_to, links_to
from forum.pages.templatetags.dates import Ages
from forum.pages.topics.shown_tags import tags_of
from forum.topics.models import Topic

KEPT = 2_000  # of about one KB each
BLANKS = re.compile(r"\n\s+")
STARTED, LAST, VIEWS = places(3)
PLACES = re.compile(f"({STARTED}|{LAST}|{VIEWS})")


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


def topic_rows(context: Context, topics: Iterable[Topic] | str, *, with_board: bool = False) -> SafeString:
    """The rows of a list, or what stands for them on a page that is kept."""
    if isinstance(topics, str):
        return SafeString(topics)
    replies, ages = context.get("replies_then") or {}, Ages()
    return SafeString(
        "".join(
            topic_row(context, topic, replies.get(topic.pk), with_board=with_board, ages=ages)
            for topic in topics
        )
    )


def topic_row(
    context: Context,
    topic: Topic,
    replies: int | None = None,
    *,
    with_board: bool = False,
    ages: Ages | None = None,
) -> SafeString:
    """The topic's row; a list may name boards, and show other numbers of replies."""
    ages = ages or Ages()
    facts = facts_of(context, topic, replies, ages, with_board=with_board)
    changing = {
        STARTED: ages.when(topic.created_at),
        LAST: ages.when(topic.last_post_at),
        VIEWS: str(topic.view_count),
    }
    if context.get("selection"):
        with context.push(**facts._asdict(), thing=topic):
            row = included(context, "topics/_row.html")
            return SafeString("".join(changing.get(part, part) for part in PLACES.split(row)))
    return SafeString("".join(changing.get(part, part) for part in rendered(facts, ages.language)))


@lru_cache(KEPT)
def rendered(facts: RowFacts, _language: str) -> list[str]:
    """The row in parts, some of which are places to fill. The language is that of the moment."""
    return PLACES.split(BLANKS.sub("\n", render_to_string("topics/_row.html", facts._asdict()).strip()))


@lru_cache(KEPT)
def views_words(count: int, _language: str) -> str:
    return ngettext("view", "views", count)


def facts_of(
    context: Context, topic: Topic, replies: int | None, ages: Ages, *, with_board: bool
) -> RowFacts:
    unread = (context.get("unread") or {}).get(topic.pk)
    return RowFacts(
        topic_facts(topic, with_board=with_board),
        News(unread.is_new, unread.count, str(unread.words)) if unread else None,
        topic.pk in (context.get("muted") or ()),
        context["user"].is_authenticated,
        replies,
        views_words(topic.view_count, ages.language),
    )


def topic_facts(topic: Topic, *, with_board: bool) -> RowTopic:
    """Put together once for each topic that was read, for lists may keep it, and for each language: in that of the
    reader stands what members are called who have left.
    """
    made: dict[tuple[bool, str | None], RowTopic] = topic.__dict__.setdefault("_row_facts", {})
    key = with_board, get_language()
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
