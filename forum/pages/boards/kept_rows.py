"""Rows of boards in lists, rendered once for all readers for whom they look the same, as rows of topics are."""

from collections.abc import Iterable
from typing import NamedTuple

from django.template import Context
from django.utils.safestring import SafeString

from forum.boards.models import Board
from forum.pages.boards.rows import BoardRow
from forum.pages.kept_parts import kept_part, places
from forum.pages.link_facts import NamedLink, links_to
from forum.pages.members.person_facts import Person, person
from forum.pages.templatetags.dates import Ages
from forum.topics.models import Topic

[LAST] = places(1)


class RowBoard(NamedTuple):
    name: str
    slug: str
    get_absolute_url: str
    description: str
    topic_count: int
    post_count: int


class LatestTopic(NamedTuple):
    title: str
    pk: int
    slug: str
    get_absolute_url: str
    last_poster: Person | None


class RowFacts(NamedTuple):
    latest: LatestTopic | None
    is_muted: bool
    inside: tuple[NamedLink, ...]
    left_out: int
    unread: int
    unread_words: str


class Looking(NamedTuple):
    is_authenticated: bool


def board_rows(context: Context, rows: Iterable[BoardRow] | str) -> SafeString:
    """The rows of a list, or what stands for them on a page that is kept."""
    if isinstance(rows, str):
        return SafeString(rows)
    is_member, ages = context["user"].is_authenticated, Ages()
    return SafeString("".join(board_row(row, ages, is_member=is_member) for row in rows))


def board_row(row: BoardRow, ages: Ages, *, is_member: bool) -> SafeString:
    facts = {
        "row": row_facts(row),
        "board": board_facts(row.board),
        "user": Looking(is_member),
        "last": LAST,
    }
    filled = {LAST: ages.when(row.latest.last_post_at) if row.latest else ""}
    return kept_part("boards/_row.html", facts, filled)


def row_facts(row: BoardRow) -> RowFacts:
    return RowFacts(
        latest_facts(row.latest) if row.latest else None,
        row.is_muted,
        links_to(row.inside),
        row.left_out,
        row.unread,
        str(row.unread_words),
    )


def board_facts(board: Board) -> RowBoard:
    return RowBoard(
        board.name,
        board.slug,
        board.get_absolute_url(),
        board.description,
        board.topic_count,
        board.post_count,
    )


def latest_facts(topic: Topic) -> LatestTopic:
    last_poster = person(topic.last_poster) if topic.last_poster else None
    return LatestTopic(topic.title, topic.pk, topic.slug, topic.get_absolute_url(), last_poster)
