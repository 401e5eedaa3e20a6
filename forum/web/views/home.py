from django.http import Http404
from django.shortcuts import render

from forum.boards.tree import Tree
from forum.topics.latest import latest_of
from forum.topics.models import PER_PAGE, Topic
from forum.web.paging import page_number

DEEPEST = 300  # pages of /latest/; what is older is found by its board


def home(request):
    tree = Tree(request.user)
    latest = latest_of(tree.boards.values(), request.user)
    for board in tree.boards.values():
        board.latest = latest.get(board.pk)
    return render(request, "home/home.html", {"sections": sections(tree)})


def sections(tree: Tree) -> list[dict]:
    """Boards under their headings: each top board with others inside is one, and the rest stand together."""
    found: list[dict] = []
    for root in tree.roots():
        inside = tree.inside(root)
        if inside:
            boards = ([root] if root.takes_topics else []) + inside
            found.append({"heading": root, "boards": boards})
        elif found and found[-1]["heading"] is None:
            found[-1]["boards"].append(root)
        elif root.takes_topics:
            found.append({"heading": None, "boards": [root]})
    for section in found:
        for board in section["boards"]:
            board.inner = tree.inside(board) if board is not section["heading"] else []
    return found


def latest(request):
    number = page_number(request)
    if number > DEEPEST:
        raise Http404
    first = (number - 1) * PER_PAGE
    topics = Topic.objects.visible_to(request.user).standing().listed().newest_first()
    found = list(topics[first : first + PER_PAGE + 1])
    if not found and number > 1:
        raise Http404
    context = {
        "topics": found[:PER_PAGE],
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(found) > PER_PAGE and number < DEEPEST else None,
    }
    return render(request, "topics/latest.html", context)
