"""What the list and the page of boards have besides forms: their order, and who moderates each."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.admin.base import ListAdmin, as_id, member_of
from forum.admin.member_names_field import MemberNamesField
from forum.boards import ordering
from forum.boards.models import Board, permissions_of
from forum.moderation import appointing

SHOWN = 50  # moderators on the page of a board
MOVES = (
    ("up", ordering.move_up, gettext_lazy("“%(board)s” is moved up.")),
    ("down", ordering.move_down, gettext_lazy("“%(board)s” is moved down.")),
)


class ModeratorForm(forms.Form):
    member = MemberNamesField(label=gettext_lazy("Make a moderator"), is_single=True)


class ArrangedBoards(ListAdmin):
    """Boards that can be ordered by arrows or by dragging, and whose moderators are named on their page."""

    change_form_template = "admin/boards/change_form.html"

    def may_set_permissions(self, request: HttpRequest, obj: Board | None) -> bool:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        order = self.admin_site.admin_view(csrf_protect(require_POST(self.order_view)))
        moderators = self.admin_site.admin_view(csrf_protect(require_POST(self.moderators_view)))
        return [
            path("order/", order, name="boards_board_order"),
            path("<id:board_id>/moderators/", moderators, name="boards_board_moderators"),
            *super().get_urls(),
        ]

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Move a board up, down, or before another one with the same parent."""
        words, way = _("“%(board)s” is where it was."), ""
        for way, move, moved in MOVES:
            if way in request.POST:
                board = self._board_to_arrange(request, request.POST[way])
                words = str(moved) if move(board) else words
                break
        else:
            before = request.POST.get("before", "")
            other = self._board_to_arrange(request, before) if before else None
            board = self._board_to_arrange(request, request.POST.get("board", ""))
            words = _("“%(board)s” is moved.") if ordering.move_before(board, other) else words
        messages.success(request, words % {"board": board.name})
        return HttpResponseRedirect(
            f"{reverse('admin:boards_board_changelist')}#{self._next_arrow(request, board, way)}"
        )

    def _next_arrow(self, request: HttpRequest, board: Board, way: str) -> str:
        """The arrow that was pressed, to be pressed again, or the other one where the board can go no further."""
        siblings = self.get_queryset(request).filter(parent=board.parent_id).order_by("position", "pk")
        first, last = siblings.first(), siblings.last()
        way = "down" if first == board else "up" if last == board else way
        return f"move-{way or 'up'}-{board.pk}"

    def moderators_view(self, request: HttpRequest, board_id: int) -> HttpResponse:
        board = self._board_to_arrange(request, str(board_id))
        if not self.may_set_permissions(request, board):
            raise PermissionDenied
        if "remove" in request.POST:
            self._dismiss(request, board, as_id(request.POST["remove"]))
        else:
            form = ModeratorForm(request.POST)
            if not form.is_valid():
                return self._page_with(request, board, form)
            self._appoint(request, board, form.cleaned_data["member"])
        return HttpResponseRedirect(reverse("admin:boards_board_change", args=[board_id]) + "#moderators")

    def _page_with(self, request: HttpRequest, board: Board, form: ModeratorForm) -> HttpResponse:
        """The board's page as it was opened, with what is wrong in this one form of it."""
        opening = copy(request)  # for the page would take what was sent for its own form
        opening.method = "GET"
        page = self.changeform_view(opening, str(board.pk), extra_context={"moderator_form": form})
        page.status_code = 422
        return page

    def _appoint(self, request: HttpRequest, board: Board, member: User) -> None:
        names = {"member": member.name, "board": board.name}
        if appointing.appoint(member_of(request), board, member) is None:
            messages.info(request, _("%(member)s is a moderator of “%(board)s” already.") % names)
            return
        messages.success(request, _("%(member)s is a moderator of “%(board)s” now.") % names)
        if not Board.objects.visible_to(member).filter(pk=board.pk).exists():
            sentence = _("They can’t see a parent board of “%(board)s”, so they can’t see this board either.")
            messages.warning(request, sentence % names)

    def _dismiss(self, request: HttpRequest, board: Board, member_id: int | None) -> None:
        member = User.objects.filter(pk=member_id or 0).first()
        if member is not None and appointing.dismiss(member_of(request), board, member):
            names = {"member": member.name, "board": board.name}
            messages.success(request, _("%(member)s is no longer a moderator of “%(board)s”.") % names)

    def _board_to_arrange(self, request: HttpRequest, number: str) -> Board:
        board = self.get_queryset(request).filter(pk=as_id(number) or 0).first()
        if board is None or not self.has_change_permission(request, board):
            raise PermissionDenied
        return board

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        board: Board | None = kwargs.get("obj")
        if board is not None and self.may_set_permissions(request, board):
            group = appointing.own_group(board)
            context["shows_moderators"] = True
            context["moderators"] = list(group.user_set.order_by("username")[:SHOWN]) if group else []
            context["moderating_groups"] = moderating_groups(request, board, group.pk if group else 0)
            context.setdefault("moderator_form", ModeratorForm())
        return super().render_change_form(request, context, *args, **kwargs)


def moderating_groups(request: HttpRequest, board: Board, own: int) -> QuerySet[Group]:
    """Other groups whose members moderate the board."""
    grants = permissions_of(request.user).tree.deciding_grants(board.pk)
    numbers = [who for who, verbs in grants.items() if isinstance(who, int) and "moderate" in verbs]
    return Group.objects.filter(pk__in=numbers).exclude(pk=own).order_by("name")


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
        way, board.pk, reverse("admin:boards_board_order"), words % {"board": board.name}, sign,
    )  # fmt: skip
