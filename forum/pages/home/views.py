from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import Context
from django.urls import reverse

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.pages.boards.kept_rows import board_rows
from forum.pages.boards.kept_tree import tree_for
from forum.pages.boards.rows import MOST, BoardRow, rows_of
from forum.pages.first_run.rules import is_first_run
from forum.pages.kept_pages import frame_for, kept_page
from forum.pages.kept_parts import places
from forum.pages.requests import ForumRequest
from forum.pages.topics.starting import may_start_somewhere
from forum.site.absolute_addresses import absolute

MOST_GROUPS = 30  # on home; the boards of others are found among all boards
ROWS = places(MOST_GROUPS)  # of each group


def home(request: ForumRequest) -> HttpResponse:
    tree = tree_for(request.user)
    groups, left_out = groups_of(tree)
    if is_first_run(request.user, request.site_settings, has_boards=bool(groups)):
        return HttpResponseRedirect(reverse("setup:look"))
    listed = chain.from_iterable(group.listed for group in groups)
    rows = rows_of(listed, tree, request.user, request.unread.by_board)
    context = {
        "sections": sections(groups, rows, request.unread.by_board),
        "left_out": left_out,
        "has_unread": bool(request.unread.by_board),
        "may_start": bool(groups) and may_start_somewhere(request.user),
        "canonical": absolute("/"),
    }
    return home_as_kept(request, context) or render(request, "home/home.html", context)


class PageHeading(NamedTuple):
    name: str
    slug: str
    get_absolute_url: str


class PageSection(NamedTuple):
    heading: PageHeading | None
    rows: str
    left_out: int


def home_as_kept(request: ForumRequest, context: dict[str, Any]) -> HttpResponse | None:
    """The page for a member, kept under what it shows; None if it has to be rendered."""
    frame = frame_for(request)
    if frame is None:
        return None
    sections, filled = [], {}
    for place, section in zip(ROWS, context["sections"], strict=False):
        heading: Board | None = section["heading"]
        facts = PageHeading(heading.name, heading.slug, heading.get_absolute_url()) if heading else None
        sections.append(PageSection(facts, place, section["left_out"]))
        filled[place] = board_rows(Context(frame), section["rows"])
    return kept_page(frame, "home/home.html", context | {"sections": tuple(sections)}, filled)


@dataclass
class Group:
    """Boards that stand under one heading, or together under none."""

    heading: Board | None
    boards: list[Board]

    @property
    def listed(self) -> list[Board]:
        return self.boards[:MOST]


def groups_of(tree: Tree) -> tuple[list[Group], int]:
    """Return a group for each top board with others inside, and for boards between them; and how many are left out."""
    groups: list[Group] = []
    for root in tree.roots():
        inside = tree.inside(root)
        if inside:
            # Its own topics have a row too.
            groups.append(Group(root, [root, *inside] if root.takes_topics else inside))
        elif not root.takes_topics:
            continue
        elif groups and groups[-1].heading is None:
            groups[-1].boards.append(root)
        else:
            groups.append(Group(None, [root]))
    return groups[:MOST_GROUPS], sum(len(group.boards) for group in groups[MOST_GROUPS:])


def sections(
    groups: list[Group], rows: dict[int, BoardRow], unread: Mapping[int, int]
) -> list[dict[str, Any]]:
    """What the page shows of each group.

    Boards listed below a heading are not named again in its own row, and what is unread there is not counted again.
    """
    return [
        {
            "heading": group.heading,
            "rows": [
                (
                    replace(rows[board.id], inside=[], left_out=0, unread=unread.get(board.id, 0))
                    if board is group.heading
                    else rows[board.id]
                )
                for board in group.listed
            ],
            "left_out": len(group.boards) - len(group.listed),
        }
        for group in groups
    ]
