"""The order of boards in their list: by arrows, or by dragging."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from forum.admin.base import ListAdmin, as_id
from forum.boards import ordering
from forum.boards.models import Board
from forum.markup.unicode_text import set_apart

MOVES = (
    ("up", ordering.move_up, gettext_lazy("“%(board)s” is moved up.")),
    ("down", ordering.move_down, gettext_lazy("“%(board)s” is moved down.")),
)


class OrderedBoards(ListAdmin):
    """Boards that are put in another order in their list."""

    def get_urls(self) -> list[URLPattern]:
        order = self.admin_site.admin_view(csrf_protect(require_POST(self.order_view)))
        return [path("order/", order, name="boards_board_order"), *super().get_urls()]

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Move a board up, down, or before another one with the same parent."""
        words = _("“%(board)s” is where it was.")
        for way, move, moved in MOVES:
            if way in request.POST:
                board = self.board_to_arrange(request, request.POST[way])
                words = str(moved) if move(board) else words
                break
        else:
            way = "down"
            before = request.POST.get("before", "")
            other = self.board_to_arrange(request, before) if before else None
            board = self.board_to_arrange(request, request.POST.get("board", ""))
            words = _("“%(board)s” is moved.") if ordering.move_before(board, other) else words
        messages.success(request, words % {"board": set_apart(board.name)})
        return HttpResponseRedirect(
            f"{reverse('admin:boards_board_changelist')}#{self._next_arrow(request, board, way)}"
        )

    def _next_arrow(self, request: HttpRequest, board: Board, way: str) -> str:
        """The arrow that was pressed, to be pressed again, or the other one where the board can go no further."""
        siblings = self.get_queryset(request).filter(parent=board.parent_id).order_by("position", "pk")
        first, last = siblings.first(), siblings.last()
        way = "down" if first == board else "up" if last == board else way
        return f"move-{way}-{board.pk}"

    def board_to_arrange(self, request: HttpRequest, number: str) -> Board:
        board = self.get_queryset(request).filter(pk=as_id(number) or 0).first()
        if board is None or not self.has_change_permission(request, board):
            raise PermissionDenied
        return board


def order_buttons(board: Board, siblings: list[Board]) -> str:
    """Arrows that work without scripts; the script also makes the row draggable by these data."""
    place = siblings.index(board)
    up = _arrow("up", "↑", _("Move “%(board)s” up"), board) if place > 0 else ""
    down = _arrow("down", "↓", _("Move “%(board)s” down"), board) if place < len(siblings) - 1 else ""
    place_of = '<span class="board-order" data-board="{}" data-parent="{}">{}{}</span>'
    return format_html(place_of, board.pk, board.parent_id or "", up, down)


def _arrow(way: str, sign: str, words: str, board: Board) -> str:
    return format_html(
        '<button class="{0}" id="move-{0}-{1}" type="submit" formaction="{2}" name="{0}" value="{1}" '
        'aria-label="{3}">{4}</button>',
        way, board.pk, reverse("admin:boards_board_order"), words % {"board": set_apart(board.name)}, sign,
    )  # fmt: skip
