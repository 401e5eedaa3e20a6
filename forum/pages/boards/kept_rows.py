"""Rows of boards in lists, rendered once for all readers for whom they look the same, as rows of topics are."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forum.boards.models import Board
from forum.pages.boards.rows import BoardRow
from forum.pages.kept_parts import places, to_fill
from forum.pages.link_facts import NamedLink, links_to
from forum.pages.members.person_facts import Person, person
from forum.pages.templatetags.dates import Ages
from forum.topics.models import Topic

KEPT = 500  # of about one KB each
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
    return SafeString("".join([board_row(row, ages, is_member=is_member) for row in rows]))


def board_row(row: BoardRow, ages: Ages, *, is_member: bool) -> str:
    facts = row_facts(row, ages.language)
    last = ages.when(row.latest.last_post_at) if row.latest else ""
    return rendered(facts, board_facts(row.board), ages.language, is_member=is_member) % {LAST: last}


@lru_cache(KEPT)
def rendered(row: RowFacts, board: RowBoard, _language: str, *, is_member: bool) -> str:
    """The row, with a place to fill. The language is that of the moment."""
    facts = {"row": row, "board": board, "user": Looking(is_member), "last": LAST}
    return to_fill(render_to_string("boards/_row.html", facts), LAST)


def row_facts(row: BoardRow, language: str) -> RowFacts:
    return RowFacts(
        latest_facts(row.latest, language) if row.latest else None,
        row.is_muted,
        links_to(row.inside),
        row.left_out,
        row.unread,
        str(row.unread_words),
    )


def board_facts(board: Board) -> RowBoard:
    """Put together once for each board that was read, for what reads the tree may keep it."""
    made: RowBoard | None = board.__dict__.get("_row_facts")
    if made is None:
        made = board.__dict__["_row_facts"] = RowBoard(
            board.name,
            board.slug,
            board.get_absolute_url(),
            board.description,
            board.topic_count,
            board.post_count,
        )
    return made


def latest_facts(topic: Topic, language: str) -> LatestTopic:
    """The same of a topic, for each language: in that of the reader stands what members are called who have left."""
    made: dict[str, LatestTopic] = topic.__dict__.setdefault("_latest_facts", {})
    if language not in made:
        last_poster = person(topic.last_poster) if topic.last_poster else None
        made[language] = LatestTopic(topic.title, topic.pk, topic.slug, topic.get_absolute_url(), last_poster)
    return made[language]
