from dataclasses import dataclass, replace
from itertools import chain

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.pages.boards.rows import MOST, BoardRow, rows_of

MOST_GROUPS = 30  # on home; the boards of others are found among all boards


def home(request):
    tree = Tree(request.user)
    groups, left_out = grouped(tree)
    rows = rows_of(chain.from_iterable(group.shown for group in groups), tree, request.user)
    return render(request, "home/home.html", {"sections": sections(groups, rows), "left_out": left_out})


@dataclass
class Group:
    """Boards that stand under one heading, or together under none."""

    heading: Board | None
    boards: list[Board]

    @property
    def shown(self) -> list[Board]:
        return self.boards[:MOST]


def grouped(tree: Tree) -> tuple[list[Group], int]:
    """Each top board with others inside is a heading, and the rest stand together; and how many boards have no room."""
    groups: list[Group] = []
    for root in tree.roots():
        inside = tree.inside(root)
        if inside:
            # Its own topics have a row too.
            groups.append(Group(root, [root, *inside] if root.takes_topics else inside))
        elif not root.takes_topics:
            continue
        elif groups and groups[-1].heading is None:
            groups[-1].boards.append(root)
        else:
            groups.append(Group(None, [root]))
    return groups[:MOST_GROUPS], sum(len(group.boards) for group in groups[MOST_GROUPS:])


def sections(groups: list[Group], rows: dict[int, BoardRow]) -> list[dict]:
    """What the page shows of each group. The boards inside its heading stand right below and need no second mention."""
    return [
        {
            "heading": group.heading,
            "rows": [
                replace(rows[board.pk], inside=[], left_out=0) if board is group.heading else rows[board.pk]
                for board in group.shown
            ],
            "left_out": len(group.boards) - len(group.shown),
        }
        for group in groups
    ]


def favicon(request):
    """For pages that do not name the icon themselves, as the admin's."""
    return HttpResponseRedirect(static("img/icon.svg"))
