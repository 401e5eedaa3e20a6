from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.database.model_objects import copied
from forum.database.prepared_queries import MOMENT, PreparedValues, stand_ins
from forum.moderation.moving.tables import TopicPointer
from forum.pages.addresses import at_address_or_404
from forum.pages.boards.kept_page import board_as_kept
from forum.pages.boards.kept_tree import tree_for
from forum.pages.boards.rows import MOST, rows_of
from forum.pages.follows.control import Control
from forum.pages.moderation.selecting import Selection
from forum.pages.moderation.waiting_texts import WaitingTexts
from forum.pages.pagination import BeyondLast, Pages, page_number, pages_for
from forum.pages.posts.waiting import has_waiting_topics, waiting_rows
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.store.page_notes import changes_at
from forum.pages.tags.filter import tags_to_choose
from forum.pages.topics.lists import list_page, listed_topics
from forum.pages.topics.sorting import Sorting
from forum.reading.unread import muted_and_unread
from forum.site.absolute_addresses import absolute
from forum.topics import rules
from forum.topics.filtering import ALL, tagged_on_board
from forum.topics.models import PER_PAGE, Topic, TopicQuerySet
from forum.topics.tag_counts import MANY, tag_counts

POINTERS = 20  # on the page of a board
NAMES = 100  # of boards on a page
DEEPEST = 6  # levels that are indented further and further


def board(request: ForumRequest, slug: str) -> HttpResponse:
    board, tree = board_in_tree(request.user, slug)
    has_pointers: bool = getattr(board, "has_pointers", True)
    if board.leads_to:
        return HttpResponseRedirect(board.leads_to)
    if board.slug != slug:
        return moved_to(request, board.get_absolute_url())
    sorting = Sorting.of(request, board.get_absolute_url())
    rows, pages = page_of(request, board, sorting)
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
        "inside": list(rows_of(inside[:MOST], tree, request.user, request.unread.by_board).values()),
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
    return board_as_kept(request, context) or render(request, "boards/board.html", context)


def page_of(request: ForumRequest, board: Board, sorting: Sorting) -> tuple[list[Topic], Pages]:
    """The topics on the page that is asked for; raise BeyondLast if there are fewer."""
    if page_number(request) == 1 and not sorting.is_aside and not has_more_topics(request, board):
        pages = Pages.of(request, sorting.path, board.topic_count, PER_PAGE, sorting.query)
        return listed_topics([number for (number,) in _first_page().rows([board.pk])]), pages
    topics, count = topics_on(request, board, sorting)
    pages = Pages.of(request, sorting.path, count, PER_PAGE, sorting.query)
    # Somebody who asks for the most read wants no pinned ones before them.
    ordered = topics.pinned_first() if sorting.is_usual else topics.sorted_by(sorting.order)
    rows = list_page(ordered, pages)
    if not rows and pages.number > 1:
        raise BeyondLast(pages.address(pages_for(topics.count(), PER_PAGE)))
    return rows, pages


def topics_on(request: ForumRequest, board: Board, sorting: Sorting) -> tuple[TopicQuerySet, int]:
    """The board's topics that are asked for, and how many: of many with one tag, as many as some minutes ago."""
    topics = Topic.objects.visible_on(board, request.user)
    if sorting.solved:
        topics = topics.solved(sorting.solved == "yes")
    if not sorting.tags:
        is_counted = not sorting.solved and not has_more_topics(request, board)
        # The board's own number may lag a moment behind, and then no page is denied.
        is_there = page_number(request) <= pages_for(board.topic_count, PER_PAGE)
        return topics, board.topic_count if is_counted and is_there else topics.count()
    kept = tag_counts([board.pk], request.site_settings.version)
    counts = {pk: count.topics for pk, count in kept.items()}
    to_count = tagged_on_board(topics, sorting.tags, counts, board.topic_count, ALL)
    depth = page_number(request) * PER_PAGE
    topics = tagged_on_board(topics, sorting.tags, counts, board.topic_count, depth)
    known = counts.get(sorting.tags[0].pk, 0)
    is_known = len(sorting.tags) == 1 and not sorting.solved and known > MANY
    is_known = is_known and not has_more_topics(request, board)
    return topics, known if is_known else to_count.count()


def has_more_topics(request: ForumRequest, board: Board) -> bool:
    """Whether the reader sees others there than most: what was removed."""
    return rules.may(request.user, "moderate", board)


@cache
def _first_page() -> PreparedValues:
    """Asks with a board, of topics that everybody sees who sees the board."""
    [board] = stand_ins(1)
    topics = Topic.objects.not_removed().filter(board=board).pinned_first()
    return PreparedValues(topics.values_list("pk")[:PER_PAGE], [board])


def board_in_tree(reader: Reader, slug: str) -> tuple[Board, Tree]:
    """The board with this address, and the tree in which the reader sees it; or raise Http404.

    It knows whether topics have left pointers there, and whether something of the reader's waits there.
    """
    tree = tree_for(reader)
    found = next((board for board in tree.boards.values() if board.slug == slug), None)
    if found is None:
        return at_address_or_404(Board.objects.visible_to(reader), slug), tree
    board = copied(found)  # the tree is other readers' too
    values: list[str | datetime | int] = [board.pk, timezone.now()]
    query = _beside(is_member=reader.is_authenticated)
    for has_pointers, has_waiting in query.rows([*values, reader.pk] if reader.is_authenticated else values):
        board.has_pointers, board.has_waiting = has_pointers, has_waiting  # type: ignore[attr-defined]
    return board, tree


@cache
def _beside(*, is_member: bool) -> PreparedValues:
    """Asks with the board, the moment, and a member."""
    board, *numbers = stand_ins(2 if is_member else 1)
    reader = User(pk=numbers[0]) if is_member else AnonymousUser()
    pointers = TopicPointer.objects.filter(board=OuterRef("pk"), until__gt=MOMENT)
    boards = Board.objects.order_by().filter(pk=board)
    asked = boards.annotate(has_pointers=Exists(pointers), has_waiting=has_waiting_topics(reader))
    return PreparedValues(asked.values_list("has_pointers", "has_waiting"), [board, MOMENT, *numbers])


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
