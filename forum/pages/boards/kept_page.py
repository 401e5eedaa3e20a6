"""The page of a board for an ordinary member: kept under what it shows, with the rows of boards and topics put in."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.template import Context

from forum.boards.models import Board
from forum.pages.boards.kept_rows import board_rows
from forum.pages.follows.control_facts import control_facts
from forum.pages.kept_pages import frame_for, kept_page
from forum.pages.kept_parts import places
from forum.pages.link_facts import links_to
from forum.pages.requests import ForumRequest
from forum.pages.topic_lists.kept_rows import topic_rows

BOARDS, TOPICS = places(2)
RARE = ("waiting", "waiting_texts", "pointers", "selection", "can_select", "is_for_members")
# Taken as they are: none of it is of the database.
PLAIN = ("left_out", "has_unread", "pages", "sorting", "can_be_solved", "canonical", "can_start")


class PageBoard(NamedTuple):
    name: str
    slug: str
    get_absolute_url: str
    description: str
    slow_minutes: int
    takes_topics: bool


def board_as_kept(request: ForumRequest, found: dict[str, Any]) -> HttpResponse | None:
    """The page of what the view has found; None if it has to be rendered."""
    has_rare = found["sorting"].is_filtered or any(found[name] for name in RARE)
    frame = None if has_rare else frame_for(request)
    if frame is None:
        return None
    context = Context(frame | found)
    filled = {BOARDS: board_rows(context, found["inside"]), TOPICS: topic_rows(context, found["topics"])}
    facts = {
        **{name: found[name] for name in PLAIN},
        "board": board_facts(found["board"]),
        "path": links_to(found["path"]),
        "control": control_facts(found["control"]),
        "choices": tuple(found["choices"]),
        "inside": BOARDS if filled[BOARDS] else "",
        "topics": TOPICS if filled[TOPICS] else "",
    }
    return kept_page(frame, "boards/board.html", facts, filled)


def board_facts(board: Board) -> PageBoard:
    return PageBoard(
        board.name,
        board.slug,
        board.get_absolute_url(),
        board.description,
        board.slow_minutes,
        board.takes_topics,
    )
