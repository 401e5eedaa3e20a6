from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static

from forum.boards.tree import Tree
from forum.follows.mutes import has_muted, without_muted
from forum.topics.models import PER_PAGE, Topic
from forum.web.board_rows import BoardRow, rows_of
from forum.web.listing import asked_tag, tags_to_choose
from forum.web.paging import page_number

DEEPEST = 300  # pages of /latest/; what is older is found by its board


def home(request):
    tree = Tree(request.user)
    rows = rows_of(tree.boards.values(), tree, request.user)
    return render(request, "home/home.html", {"sections": sections(tree, rows)})


def sections(tree: Tree, rows: dict[int, BoardRow]) -> list[dict]:
    """Boards under their headings: each top board with others inside is one, and the rest stand together."""
    found: list[dict] = []
    for root in tree.roots():
        inside = tree.inside(root)
        if inside:
            # Its own topics have a row too, but the boards inside it stand right below and need no second mention.
            own = [replace(rows[root.pk], inside=[])] if root.takes_topics else []
            found.append({"heading": root, "rows": own + [rows[board.pk] for board in inside]})
        elif not root.takes_topics:
            continue
        elif found and found[-1]["heading"] is None:
            found[-1]["rows"].append(rows[root.pk])
        else:
            found.append({"heading": None, "rows": [rows[root.pk]]})
    return found


def favicon(request):
    """For pages that do not name the icon themselves, as the admin's."""
    return HttpResponseRedirect(static("img/icon.svg"))


def latest(request):
    number = page_number(request)
    if number > DEEPEST:
        raise Http404
    first = (number - 1) * PER_PAGE
    topics = Topic.objects.visible_to(request.user).standing()
    tag = asked_tag(request)
    if tag is not None:
        topics = topics.filter(tags=tag)
    leaves_out = has_muted(request.user)
    if leaves_out:
        topics = without_muted(topics, request.user)
    found = list(topics.listed().newest_first()[first : first + PER_PAGE + 1])
    if not found and number > 1:
        raise Http404
    context = {
        "topics": found[:PER_PAGE],
        "tag": tag,
        "choices": tags_to_choose(found, tag),
        "leaves_out": leaves_out,
        "query": f"{urlencode({'tag': tag.slug})}&" if tag else "",
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(found) > PER_PAGE and number < DEEPEST else None,
    }
    return render(request, "topics/latest.html", context)
