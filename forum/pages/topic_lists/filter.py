"""What a list of topics is filtered by, as its address says it, and what it can be filtered by."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from forum.boards.models import Board, permissions_of
from forum.boards.names import BoardName, board_names, indented
from forum.markup.unicode_text import set_apart
from forum.pages.addresses import at_address_or_404
from forum.pages.requests import ForumRequest
from forum.pages.tags.filter import TagChoice, choices_among
from forum.pages.topics.sorting import Sorting
from forum.topics.filtering import Filter
from forum.topics.models import Tag
from forum.topics.tag_counts import TagCount, tag_counts

MOST_BOARDS = 200  # to choose from; then only those that are in no other
INDENT = "\u2003"


@dataclass(frozen=True)
class BoardChoice:
    slug: str
    name: str
    is_chosen: bool


class ListFilter:
    """The filter of one request's list, from what the process knows already: names of boards, counts of tags."""

    def __init__(self, request: ForumRequest, board: Board | None, tags: tuple[Tag, ...]) -> None:
        permissions = permissions_of(request.user)
        version = request.site_settings.version
        self.board, self.tags = board, tags
        seen = permissions.boards("see")
        self._names = [name for name in board_names(version) if name.pk in seen]
        self.boards = seen & permissions.tree.inside(board.pk) if board else seen
        self._tag_counts: dict[int, TagCount] = tag_counts(self.boards, version)

    @property
    def wanted(self) -> Filter:
        on_boards = sum(name.topic_count for name in self._names if name.pk in self.boards)
        with_tags = {pk: count.topics for pk, count in self._tag_counts.items()}
        everything = sum(name.topic_count for name in self._names)
        return Filter(self.boards if self.board else None, self.tags, on_boards, with_tags, everything)

    @property
    def boards_with_solutions(self) -> list[int]:
        """Those of the boards on which topics can be solved."""
        return [name.pk for name in self._names if name.takes_solutions and name.pk in self.boards]

    def board_choices(self) -> list[BoardChoice]:
        chosen = self.board and self.board.pk
        return [
            BoardChoice(name.slug, INDENT * depth + name.name, name.pk == chosen)
            for depth, name in self._offered()
        ]

    def tag_choices(self, sorting: Sorting) -> list[TagChoice]:
        return choices_among(self._tag_counts.values(), sorting)

    def _offered(self) -> Iterator[tuple[int, BoardName]]:
        most = 0 if len(self._names) > MOST_BOARDS else len(self._names)
        return ((depth, name) for depth, name in indented(self._names) if depth <= most)

    def heading(self, heading: str) -> str:
        """What the list is called, as in “Latest in Bicycles, tagged tools”."""
        names = {
            "list": heading,
            "board": self.board and set_apart(self.board.name),
            "tags": ", ".join(set_apart(tag.name) for tag in self.tags),
        }
        if self.board and self.tags:
            return _("%(list)s in %(board)s, tagged %(tags)s") % names
        if self.board:
            return _("%(list)s in %(board)s") % names
        return _("%(list)s, tagged %(tags)s") % names if self.tags else heading


def board_in_query(request: ForumRequest) -> Board | None:
    """The board whose topics are wanted; raise Http404 for one that the reader does not see."""
    slug = request.GET.get("board")
    return at_address_or_404(Board.objects.visible_to(request.user), slug) if slug else None
