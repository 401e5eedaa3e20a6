"""What a group or a member may do on each board, and why: by which group, and which board says so."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.admin.member_names_field import MemberNamesField
from forum.admin.permission_matrix import BoardsWithMatrix
from forum.admin.permission_rows import Groups
from forum.boards.groups import AUTOMATIC_GROUPS
from forum.boards.models import Board, permissions_of, read_permissions
from forum.boards.permission_matrix import group_of
from forum.boards.permission_verbs import VERBS
from forum.boards.permissions import Grants, GrantTree, Permissions, Reason
from forum.boards.tree import Tree
from forum.markup.unicode_text import set_apart


class SeenByForm(forms.Form):
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    member = MemberNamesField(label=gettext_lazy("Or one member"), is_single=True, required=False)

    def __init__(self, data: object, groups: Groups) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["group"]
        field.choices = [("", "–"), *groups.names.items()]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Answer:
    """Whether they may do one thing on a board, and the words for why."""

    is_yes: bool
    why: str


class BoardsSeenByOthers(BoardsWithMatrix):
    """Boards of which whoever sets permissions can ask what others may do there."""

    def get_urls(self) -> list[URLPattern]:
        seen_by = self.admin_site.admin_view(self.seen_by_view)
        return [path("permissions/seen-by/", seen_by, name="boards_board_seen_by"), *super().get_urls()]

    def seen_by_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_open_matrix(request):
            raise PermissionDenied
        groups = Groups(request.user, shows_all=True)
        form = SeenByForm(request.GET if {"group", "member"} & request.GET.keys() else None, groups)
        who, rows, words = None, [], ""
        if form.is_valid() and (who := _asked(form, permissions_of(request.user).tree)):
            names = dict(Board.objects.values_list("pk", "name"))
            member = form.cleaned_data["member"]
            words = _words_for(member, who, groups)
            for depth, board in Tree(request.user).indented():
                source = names.get(who.tree.deciding_board(board.pk) or 0, "")
                answers = [_answer(who, verb, board, names, groups) for verb in VERBS]
                rows.append((board, min(depth, 6), "" if source == board.name else source, answers))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Permissions as seen by others"),
            "form": form,
            "verbs": VERBS.values(),
            "is_asked": who is not None,
            "rows": rows,
            "words": words,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/boards/seen_by.html", context, status=status)


def _asked(form: SeenByForm, tree: GrantTree) -> Permissions | None:
    if member := form.cleaned_data["member"]:
        return read_permissions(member)
    if not form.cleaned_data["group"]:
        return None
    return Permissions(AnonymousUser(), tree, _groups_with(group_of(form.cleaned_data["group"])))


def _groups_with(group: int | str) -> set[int | str]:
    """The group and those to which all its members belong."""
    open_to_all: set[int | str] = {each.name for each in AUTOMATIC_GROUPS.values() if each.has_visitors}
    return {group} | open_to_all | (set() if group in open_to_all else {"members"})


def _words_for(member: User | None, who: Permissions, groups: Groups) -> str:
    if member is not None and who.only_reads:
        said = {"member": set_apart(member.full_name)}
        return _("%(member)s is silenced by a moderator, and only reads.") % said
    if who.is_superuser:
        return _("An administrator may do everything on every board.")
    mine = " · ".join(groups.label(group) for group in groups.names if group in who.groups)
    if member is None:
        return _("Somebody in these groups and no other: %(groups)s.") % {"groups": mine}
    said = {"member": set_apart(member.full_name), "groups": mine}
    return _("%(member)s is in these groups: %(groups)s.") % said


def _answer(who: Permissions, verb: str, board: Board, names: dict[int, str], groups: Groups) -> Answer:
    if who.only_reads and verb != "see":
        return Answer(False, _("silenced"))
    reason = who.reason(verb, board.pk)
    return Answer(reason.is_allowed, _why(reason, verb, board, names, groups, who.tree.everywhere))


def _why(
    reason: Reason, verb: str, board: Board, names: dict[int, str], groups: Groups, everywhere: Grants
) -> str:
    words = {group: groups.label(group) for group in groups.names if group in reason.groups}
    words |= {
        group: _("%(group)s (every board)") % {"group": label}
        for group, label in words.items()
        if verb in everywhere.get(group, ())
    }
    theirs = " · ".join(words.values())
    if reason.board is None:
        return _("administrator")
    if reason.is_allowed:
        return theirs
    if reason.board != board.pk:
        return _("can’t see “%(board)s”") % {"board": set_apart(names.get(reason.board, ""))}
    if reason.verb != verb:
        return _("needs: %(verb)s") % {"verb": VERBS[reason.verb].label}
    return _("only %(groups)s") % {"groups": theirs} if theirs else _("only administrators")
