from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.follows.selection import muted_among
from forum.pages.addresses import at_address_or_404
from forum.pages.boards.rows import MOST, rows_of
from forum.pages.follows.control import Control
from forum.pages.pagination import Pages
from forum.pages.responses import moved_to
from forum.pages.tags.filter import tag_in_query, tags_to_choose
from forum.pages.topics.lists import list_page
from forum.topics import rules
from forum.topics.models import PER_PAGE, Topic

NAMES = 100  # of boards on a page
DEEPEST = 6  # levels that are indented further and further


def board(request: HttpRequest, slug: str) -> HttpResponse:
    board = at_address_or_404(Board.objects.visible_to(request.user), slug)
    if board.slug != slug:
        return moved_to(request, board.get_absolute_url())
    tree = Tree(request.user)
    topics = Topic.objects.visible_to(request.user).filter(board=board)
    tag = tag_in_query(request)
    if tag is not None:
        topics = topics.filter(tags=tag)
    query = urlencode({"tag": tag.slug}) if tag else ""
    pages = Pages.of(request, board.get_absolute_url(), topics.count(), PER_PAGE, query)
    rows = list_page(topics.pinned_first(), pages)
    inside = tree.inside(board)
    control = Control(request.user, board, pages.here)
    control.record_visit(request)
    context = {
        "board": board,
        "path": tree.path(board.pk)[:-1],
        "inside": rows_of(inside[:MOST], tree, request.user).values(),
        "left_out": len(inside[MOST:]),
        "topics": rows,
        "muted": muted_among(rows, request.user, on_board=False),
        "pages": pages,
        "tag": tag,
        "choices": tags_to_choose(rows, tag),
        "control": control,
        "can_start": rules.can_start(request.user, board),
        "is_for_members": not request.user.is_authenticated and board.takes_topics,
    }
    return render(request, "boards/board.html", context)


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """All boards by name, or with `?in=` those inside one: other pages have room for some only."""
    tree, inside = Tree(request.user), None
    if slug := request.GET.get("in"):
        inside = at_address_or_404(Board.objects.visible_to(request.user), slug)
    entries = tree.indented(inside)
    query = urlencode({"in": inside.slug}) if inside else ""
    pages = Pages.of(request, reverse("boards"), len(entries), NAMES, query)
    context = {
        "entries": [(min(depth, DEEPEST), board) for depth, board in entries[pages.slice]],
        "inside": inside,
        "pages": pages,
        "path": tree.path(inside.pk) if inside else [],
    }
    return render(request, "boards/boards.html", context)
