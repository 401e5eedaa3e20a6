"""One page with the permissions of all boards, to be read and changed at a glance."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from forum.admin.base import log_change, member_of
from forum.admin.permission_rows import BoardBlock, Groups, SentBoard
from forum.admin.private_boards import PrivateBoards
from forum.boards.models import Board, keep_permissions, permissions_of
from forum.boards.own_groups import groups_of_boards
from forum.boards.permission_matrix import Change, Overtaken, save_permissions
from forum.boards.permission_verbs import VERBS
from forum.boards.permissions import Asker
from forum.boards.tree import Tree
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import row_number

MOST_FIELDS = 900  # of a form; Django takes no more than 1,000


class BoardsWithMatrix(PrivateBoards):
    """Boards whose permissions stand on one page, too."""

    def get_urls(self) -> list[URLPattern]:
        matrix = self.admin_site.admin_view(csrf_protect(self.matrix_view))
        return [path("permissions/", matrix, name="boards_board_matrix"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = {"may_open_matrix": self.may_open_matrix(request)}
        return super().changelist_view(request, links | (extra_context or {}))

    def may_open_matrix(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("boards.change_grant")

    def matrix_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_open_matrix(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._save(request)
        return self._page(request)

    def _save(self, request: HttpRequest) -> HttpResponse:
        sent = SentBoard.all_of(request.POST)
        problems = [board for board in sent if board.problem]
        if problems:
            return self._page(request, sent, [board.problem for board in problems], status=422)
        try:
            changes = save_permissions(member_of(request), [board.wish for board in sent])
        except Overtaken as overtaken:
            keep_permissions(request.user)  # as they are by now
            why = [
                _("Someone else saved permissions meanwhile, so nothing of yours is saved yet."),
                *words_for(request.user, overtaken.changes),
                *_words_for_places(overtaken),
                _("Your choices stand below. Look at them again, then save them."),
            ]
            return self._page(request, sent, why, status=409)
        for number in dict.fromkeys(change.board_id for change in changes):
            board = Board.objects.get(pk=number)
            here = [change for change in changes if change.board_id == number]
            log_change(request, board, " ".join(words_for(request.user, here, is_logged=True)))
        messages.success(request, _("The permissions are saved.") if changes else _("Nothing was changed."))
        return HttpResponseRedirect(request.get_full_path())

    def _page(
        self,
        request: HttpRequest,
        sent: Sequence[SentBoard] = (),
        errors: Sequence[str] = (),
        status: int = 200,
    ) -> HttpResponse:
        groups = Groups(request.user, shows_all="all" in request.GET)
        permissions = permissions_of(request.user)
        moderated = permissions.boards("moderate")
        boards = [row for row in Tree(request.user).indented() if row[1].pk in moderated]
        names = dict(Board.objects.values_list("pk", "name"))
        # What was left as it was shown is shown as it is by now.
        typed = {each.board_id: each for each in sent if each.is_changed}
        every = [
            BoardBlock(board, depth, permissions.tree, groups, names, typed.get(board.pk))
            for depth, board in boards
        ]
        pages = _pages_of(every)
        page = min(max(row_number(request.GET.get("page", "")) or 1, 1), len(pages))
        # What was sent comes back whole, wherever the pages begin by now.
        again = {each.board_id: each for each in sent}
        blocks = [block for block in every if block.board.pk in again] if again else pages[page - 1]
        if status == 422:
            for block in blocks:
                block.keep_as_sent(again[block.board.pk])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Permissions of all boards"),
            "verbs": VERBS.values(),
            "blocks": blocks,
            "everywhere": [(group, groups.label(group)) for group in permissions.tree.everywhere],
            "errors": errors,
            "page": page,
            "pages": range(1, len(pages) + 1),
            "shows_all": groups.shows_all,
            "hides_groups": groups.hides_some,
        }
        return TemplateResponse(request, "admin/boards/matrix.html", context, status=status)


def _pages_of(blocks: Iterable[BoardBlock]) -> list[list[BoardBlock]]:
    """As many boards on each page as its form can send."""
    pages: list[list[BoardBlock]] = [[]]
    room = MOST_FIELDS
    for block in blocks:
        if block.fields > room and pages[-1]:
            pages.append([])
            room = MOST_FIELDS
        pages[-1].append(block)
        room -= block.fields
    return pages


def _words_for_places(overtaken: Overtaken) -> list[str]:
    names = dict(Board.objects.values_list("pk", "name"))
    moved = _("“%(board)s” was moved to another parent board.")
    inheriting = _("The permissions that “%(board)s” takes from its parent board were changed.")
    return [
        sentence % {"board": set_apart(names.get(board) or _("a deleted board"))}
        for sentence, boards in ((moved, overtaken.moved), (inheriting, overtaken.inheriting))
        for board in boards
    ]


def words_for(reader: Asker, changes: Iterable[Change], *, is_logged: bool = False) -> list[str]:
    """A sentence for each gain and each loss.

    The log is for all who see the board: it does not name the groups of other boards, which they may not see.
    """
    changes = list(changes)
    groups = Groups(reader, shows_all=True)
    names = dict(
        Board.objects.filter(pk__in={change.board_id for change in changes}).values_list("pk", "name")
    )
    sentences = []
    for change in changes:
        is_named = not (is_logged and change.group in groups_of_boards(beside=change.board_id))
        said = {
            "board": set_apart(names.get(change.board_id) or _("a deleted board")),
            "group": groups.label(change.group) if is_named else _("another group"),
        }
        if change.gained:
            verbs = {"verbs": verb_words(change.gained)}
            sentences.append(_("On “%(board)s”, %(group)s may now: %(verbs)s.") % (said | verbs))
        if change.lost:
            verbs = {"verbs": verb_words(change.lost)}
            sentences.append(_("On “%(board)s”, %(group)s may no longer: %(verbs)s.") % (said | verbs))
    return sentences


def verb_words(verbs: Iterable[str]) -> str:
    return ", ".join(str(VERBS[verb].label) if verb in VERBS else verb for verb in verbs)
