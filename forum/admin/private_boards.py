"""Whom a private board is for, named on the board's page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.admin.base import as_id, member_of
from forum.admin.board_moderators import ModeratedBoards, reason_in
from forum.admin.member_names_field import MemberNamesField
from forum.boards.models import Board
from forum.boards.own_groups import NAMED_MEMBERS
from forum.markup.unicode_text import set_apart
from forum.moderation import admitting

SHOWN = 200  # members on the page of a board


class NamedMembersForm(forms.Form):
    members = MemberNamesField(
        label=gettext_lazy("Let in"), help_text=gettext_lazy("Usernames, separated by commas.")
    )


class PrivateBoards(ModeratedBoards):
    """Boards that are for members who are named on their page."""

    def get_urls(self) -> list[URLPattern]:
        members = self.admin_site.admin_view(csrf_protect(require_POST(self.named_members_view)))
        return [path("<id:board_id>/members/", members, name="boards_board_members"), *super().get_urls()]

    def named_members_view(self, request: HttpRequest, board_id: int) -> HttpResponse:
        board = self.board_to_arrange(request, str(board_id))
        if not self.may_set_permissions(request, board):
            raise PermissionDenied
        if "remove" in request.POST:
            member = User.objects.filter(pk=as_id(request.POST["remove"]) or 0).first()
            if member is not None:
                self._exclude(request, board, member)
        else:
            form = NamedMembersForm(request.POST)
            if not form.is_valid():
                return self.page_with(request, board, {"named_members_form": form})
            self._admit(request, board, form.cleaned_data["members"])
        return HttpResponseRedirect(reverse("admin:boards_board_change", args=[board_id]) + "#members")

    def _exclude(self, request: HttpRequest, board: Board, member: User) -> None:
        names = {"member": set_apart(member.name), "board": set_apart(board.name)}
        if admitting.exclude(member_of(request), board, member, reason_in(request)):
            messages.success(request, _("%(member)s can no longer read “%(board)s” by name.") % names)
        else:
            messages.warning(request, _("%(member)s isn’t someone whom you can take out here.") % names)

    def _admit(self, request: HttpRequest, board: Board, members: list[User]) -> None:
        if not NAMED_MEMBERS.is_filled_by(request.user, board):
            sentence = _(
                "The group of “%(board)s” has permissions on boards that you don’t moderate. "
                "Only someone who moderates all of them can add members to it."
            )
            messages.warning(request, sentence % {"board": set_apart(board.name)})
            return
        done = [member for member in members if admitting.admit(member_of(request), board, member)]
        names = {
            "members": ", ".join(set_apart(member.name) for member in done),
            "board": set_apart(board.name),
        }
        if done:
            messages.success(request, _("Let into “%(board)s”: %(members)s.") % names)
        else:
            messages.info(request, _("Nobody new was let in."))
        if any(not Board.objects.visible_to(member).filter(pk=board.pk).exists() for member in done):
            sentence = _(
                "Not all of them can see the parent board of “%(board)s”, so they can’t see this board."
            )
            messages.warning(request, sentence % names)

    def tell_who_is_in(self, request: HttpRequest, board: Board) -> None:
        """Say so if a board that is made private again is for those who were named before."""
        group = NAMED_MEMBERS.of(board)
        if count := group.user_set.count() if group else 0:
            words = ngettext(
                "%(n)d member who was let in before can read “%(board)s” by name.",
                "%(n)d members who were let in before can read “%(board)s” by name.",
                count,
            )
            messages.warning(request, words % {"n": count, "board": set_apart(board.name)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        board: Board | None = kwargs.get("obj")
        if board is not None and self.may_set_permissions(request, board):
            group = NAMED_MEMBERS.of(board)
            context["is_private"] = group is not None
            context["named_members"] = list(group.user_set.order_by("username")[:SHOWN]) if group else []
            context.setdefault("named_members_form", NamedMembersForm())
        return super().render_change_form(request, context, *args, **kwargs)
