from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.follows.selection import has_muted, without_muted
from forum.pages.boards.rows import MOST, BoardRow, rows_of
from forum.pages.paging import BeyondLast, page_number, pages_for
from forum.pages.topics.lists import asked_tag, tags_to_choose
from forum.topics.models import PER_PAGE, Topic

DEEPEST = 300  # pages of /latest/; what is older is found by its board

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


def latest(request):
    number = page_number(request)
    first = (number - 1) * PER_PAGE
    topics = Topic.objects.visible_to(request.user).standing()
    tag = asked_tag(request)
    if tag is not None:
        topics = topics.filter(tags=tag)
    leaves_out = has_muted(request.user)
    if leaves_out:
        topics = without_muted(topics, request.user)
    query = f"{urlencode({'tag': tag.slug})}&" if tag else ""
    found = list(topics.listed().newest_first()[first : first + PER_PAGE + 1]) if number <= DEEPEST else []
    if not found and number > 1:
        rows = topics.values("pk")[: DEEPEST * PER_PAGE].count()
        raise BeyondLast(f"{reverse('latest')}?{query}page={pages_for(rows, PER_PAGE)}")
    context = {
        "topics": found[:PER_PAGE],
        "tag": tag,
        "choices": tags_to_choose(found, tag),
        "leaves_out": leaves_out,
        "query": query,
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(found) > PER_PAGE and number < DEEPEST else None,
    }
    return render(request, "topics/latest.html", context)
