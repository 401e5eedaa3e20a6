import math

from django.shortcuts import get_object_or_404, render

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.topics import rules
from forum.topics.models import PER_PAGE, Topic
from forum.web.board_rows import rows_of
from forum.web.paging import Pages, page_number


def board(request, slug):
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    tree = Tree(request.user)
    topics = Topic.objects.visible_to(request.user).filter(board=board)
    pages = Pages(
        board.get_absolute_url(), page_number(request), max(math.ceil(topics.count() / PER_PAGE), 1)
    )
    context = {
        "board": board,
        "path": tree.path(board.pk)[:-1],
        "inside": rows_of(tree.inside(board), tree, request.user).values(),
        "topics": list_page(topics.pinned_first(), pages.number),
        "pages": pages,
        "can_start": rules.can_start(request.user, board),
        "is_for_members": not request.user.is_authenticated and board.takes_topics,
    }
    return render(request, "boards/board.html", context)


def list_page(topics, number: int) -> list[Topic]:
    """One page of a list. The rows are found in the index alone; only those shown are read."""
    first = (number - 1) * PER_PAGE
    ids = list(topics.values_list("pk", flat=True)[first : first + PER_PAGE])
    rows = Topic.objects.listed().in_bulk(ids)
    return [rows[pk] for pk in ids]
