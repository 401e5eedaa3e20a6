from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Reader
from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.moderation.moving.tables import TopicPointer
from forum.pages.addresses import at_address_or_404
from forum.pages.boards.rows import MOST, rows_of
from forum.pages.follows.control import Control
from forum.pages.moderation.selecting import Selection
from forum.pages.moderation.waiting_texts import WaitingTexts
from forum.pages.pagination import Pages
from forum.pages.posts.waiting import waiting_rows
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.store.page_notes import changes_at
from forum.pages.tags.filter import tags_to_choose
from forum.pages.topics.lists import list_page
from forum.pages.topics.sorting import Sorting
from forum.reading.unread import muted_and_unread
from forum.site.absolute_addresses import absolute
from forum.topics import rules
from forum.topics.models import PER_PAGE, Topic

POINTERS = 20  # on the page of a board
NAMES = 100  # of boards on a page
DEEPEST = 6  # levels that are indented further and further


def board(request: ForumRequest, slug: str) -> HttpResponse:
    pointers = TopicPointer.objects.filter(board=OuterRef("pk"), until__gt=timezone.now())
    boards = Board.objects.visible_to(request.user).annotate(has_pointers=Exists(pointers))
    board = at_address_or_404(boards, slug)
    has_pointers: bool = vars(board)["has_pointers"]
    if board.leads_to:
        return HttpResponseRedirect(board.leads_to)
    if board.slug != slug:
        return moved_to(request, board.get_absolute_url())
    tree = Tree(request.user)
    sorting = Sorting.of(request, board.get_absolute_url())
    topics = Topic.objects.visible_to(request.user).filter(board=board)
    for tag in sorting.tags:
        topics = topics.filter(tags=tag)
    if sorting.solved:
        topics = topics.solved(sorting.solved == "yes")
    pages = Pages.of(request, sorting.path, topics.count(), PER_PAGE, sorting.query)
    # Somebody who asks for the most read wants no pinned ones before them.
    rows = list_page(topics.pinned_first() if sorting.is_usual else topics.sorted_by(sorting.order), pages)
    shown_pointers = pointers_on(request.user, board) if has_pointers and pages.number == 1 else []
    changes_at(request, *(pointer.until for pointer in shown_pointers))
    muted, unread = muted_and_unread(request.user, rows, on_board=False)
    inside = tree.inside(board)
    moderates = rules.may(request.user, "moderate", board)
    control = Control(request.user, board, pages.here)
    control.record_visit(request)
    context = {
        "board": board,
        "path": tree.path(board.pk)[:-1],
        "inside": rows_of(inside[:MOST], tree, request.user, request.unread.by_board).values(),
        "left_out": len(inside[MOST:]),
        "topics": rows,
        "waiting": waiting_rows(request.user, board, request.site_settings) if pages.number == 1 else [],
        "pointers": shown_pointers,
        "selection": Selection.on_page(request, "topics", rows, pages) if moderates else None,
        "can_select": moderates and bool(rows),
        "waiting_texts": WaitingTexts.on_page(request, board, pages.here) if pages.number == 1 else None,
        "muted": muted,
        "unread": unread,
        "has_unread": any(pk in request.unread.by_board for pk in (board.pk, *tree.below(board))),
        "pages": pages,
        "sorting": sorting,
        "choices": tags_to_choose(sorting, [board.pk], request.site_settings.version) if rows else [],
        "can_be_solved": board.takes_solutions,
        "canonical": absolute(sorting.canonical(pages.number)),
        "control": control,
        "can_start": rules.can_start(request.user, board),
        "is_for_members": not request.user.is_authenticated and board.takes_topics,
    }
    return render(request, "boards/board.html", context)


def pointers_on(reader: Reader, board: Board) -> list[TopicPointer]:
    return list(TopicPointer.objects.listed_for(reader, board)[:POINTERS])


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
