"""Who moderates a board, named on the board's page."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.admin.base import as_id, member_of
from forum.admin.board_order import OrderedBoards
from forum.admin.member_names_field import MemberNamesField
from forum.boards.models import Board, permissions_of
from forum.boards.own_groups import MODERATORS, groups_known_to
from forum.markup.unicode_text import set_apart
from forum.moderation import appointing
from forum.moderation.acts import LONGEST_REASON
from forum.pages.forms import LineField

SHOWN = 50  # moderators on the page of a board


class ModeratorForm(forms.Form):
    member = MemberNamesField(label=gettext_lazy("Make a moderator"), is_single=True)


class ModeratedBoards(OrderedBoards):
    """Boards whose moderators are appointed and dismissed on their page."""

    change_form_template = "admin/boards/change_form.html"

    def may_set_permissions(self, request: HttpRequest, obj: Board | None) -> bool:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        moderators = self.admin_site.admin_view(csrf_protect(require_POST(self.moderators_view)))
        address = "<id:board_id>/moderators/"
        return [path(address, moderators, name="boards_board_moderators"), *super().get_urls()]

    def moderators_view(self, request: HttpRequest, board_id: int) -> HttpResponse:
        board = self.board_to_arrange(request, str(board_id))
        if not self.may_set_permissions(request, board):
            raise PermissionDenied
        if "remove" in request.POST:
            self._dismiss(request, board, as_id(request.POST["remove"]))
        else:
            form = ModeratorForm(request.POST)
            if not form.is_valid():
                return self.page_with(request, board, {"moderator_form": form})
            self._appoint(request, board, form.cleaned_data["member"])
        return HttpResponseRedirect(reverse("admin:boards_board_change", args=[board_id]) + "#moderators")

    def page_with(self, request: HttpRequest, board: Board, beside: dict[str, forms.Form]) -> HttpResponse:
        """The board's page as it was opened, with what is wrong in one form beside its own."""
        opening = copy(request)  # for the page would take what was sent for its own form
        opening.method = "GET"
        page = self.changeform_view(opening, str(board.pk), extra_context=dict(beside))
        page.status_code = 422
        return page

    def _appoint(self, request: HttpRequest, board: Board, member: User) -> None:
        names = {"member": set_apart(member.name), "board": set_apart(board.name)}
        if not MODERATORS.is_filled_by(request.user, board):
            sentence = _(
                "The group of “%(board)s” has permissions on boards that you don’t moderate. "
                "Only someone who moderates all of them can add members to it."
            )
            messages.warning(request, sentence % names)
            return
        if appointing.appoint(member_of(request), board, member) is None:
            messages.info(request, _("%(member)s is a moderator of “%(board)s” already.") % names)
            return
        messages.success(request, _("%(member)s is a moderator of “%(board)s” now.") % names)
        if not Board.objects.visible_to(member).filter(pk=board.pk).exists():
            sentence = _("They can’t see a parent board of “%(board)s”, so they can’t see this board either.")
            messages.warning(request, sentence % names)

    def _dismiss(self, request: HttpRequest, board: Board, member_id: int | None) -> None:
        member = User.objects.filter(pk=member_id or 0).first()
        if member is None:
            return
        names = {"member": set_apart(member.name), "board": set_apart(board.name)}
        if appointing.dismiss(member_of(request), board, member, reason_in(request)):
            messages.success(request, _("%(member)s is no longer a moderator of “%(board)s”.") % names)
        else:
            messages.warning(request, _("%(member)s isn’t a moderator whom you can remove here.") % names)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        board: Board | None = kwargs.get("obj")
        if board is not None and self.may_set_permissions(request, board):
            group = MODERATORS.of(board)
            context["shows_moderators"] = True
            context["moderators"] = list(group.user_set.order_by("username")[:SHOWN]) if group else []
            context["moderating_groups"] = moderating_groups(request, board, group.pk if group else 0)
            context.setdefault("moderator_form", ModeratorForm())
        return super().render_change_form(request, context, *args, **kwargs)


def reason_in(request: HttpRequest) -> str:
    """What the member is told, from beside the buttons."""
    return LineField(required=False).to_python(request.POST.get("reason", ""))[:LONGEST_REASON]


def moderating_groups(request: HttpRequest, board: Board, own: int) -> QuerySet[Group]:
    """Other groups whose members moderate the board."""
    grants = permissions_of(request.user).tree.deciding_grants(board.pk)
    numbers = [who for who, verbs in grants.items() if isinstance(who, int) and "moderate" in verbs]
    return groups_known_to(request.user).filter(pk__in=numbers).exclude(pk=own).order_by("name")
