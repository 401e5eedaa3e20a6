from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from forum.follows.selection import has_muted, without_muted
from forum.pages.pagination import BeyondLast, page_number, pages_for
from forum.pages.tags.filter import tag_in_query, tags_to_choose
from forum.topics.models import PER_PAGE, Topic

DEEPEST = 300  # pages; what is older is found by its board


def latest(request: HttpRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PER_PAGE
    topics = Topic.objects.visible_to(request.user).not_removed()
    tag = tag_in_query(request)
    if tag is not None:
        topics = topics.filter(tags=tag)
    leaves_out = has_muted(request.user)
    if leaves_out:
        topics = without_muted(topics, request.user)
    query = f"{urlencode({'tag': tag.slug})}&" if tag else ""
    rows = list(topics.listed().newest_first()[first : first + PER_PAGE + 1]) if number <= DEEPEST else []
    if not rows and number > 1:
        count = topics.values("pk")[: DEEPEST * PER_PAGE].count()
        raise BeyondLast(f"{reverse('latest')}?{query}page={pages_for(count, PER_PAGE)}")
    context = {
        "topics": rows[:PER_PAGE],
        "tag": tag,
        "choices": tags_to_choose(rows, tag),
        "leaves_out": leaves_out,
        "query": query,
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if len(rows) > PER_PAGE and number < DEEPEST else None,
    }
    return render(request, "latest/latest.html", context)
