from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from forum.boards.models import permissions_of
from forum.follows.selection import has_muted, without_muted
from forum.pages.pagination import BeyondLast, page_number, pages_for
from forum.pages.requests import ForumRequest
from forum.pages.tags.filter import tags_to_choose
from forum.pages.topics.sorting import Sorting
from forum.pages.topics.starting import may_start_somewhere
from forum.site.absolute_addresses import absolute
from forum.topics.models import PER_PAGE, Topic

DEEPEST = 300  # pages; what is older is found by its board


def latest(request: ForumRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PER_PAGE
    sorting = Sorting.of(request, reverse("latest"))
    topics = Topic.objects.visible_to(request.user).not_removed()
    if sorting.tag is not None:
        topics = topics.filter(tags=sorting.tag)
    leaves_out = has_muted(request.user)
    if leaves_out:
        topics = without_muted(topics, request.user)
    query = f"{sorting.query}&" if sorting.query else ""
    in_order = topics.listed().sorted_by(sorting.order)
    rows = list(in_order[first : first + PER_PAGE + 1]) if number <= DEEPEST else []
    if not rows and number > 1:
        count = topics.values("pk")[: DEEPEST * PER_PAGE].count()
        raise BeyondLast(f"{sorting.path}?{query}page={pages_for(count, PER_PAGE)}")
    boards = permissions_of(request.user).boards("see")
    context = {
        "topics": rows[:PER_PAGE],
        "sorting": sorting,
        "choices": tags_to_choose(sorting, boards, request.site_settings.version) if rows else [],
        "leaves_out": leaves_out,
        "may_start": may_start_somewhere(request.user),
        "query": query,
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(rows) > PER_PAGE and number < DEEPEST else None,
        "canonical": absolute(sorting.canonical(number)),
    }
    return render(request, "latest/latest.html", context)
