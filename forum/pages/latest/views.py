from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from forum.follows.selection import has_muted, without_muted
from forum.pages.pagination import BeyondLast, page_number, pages_for
from forum.pages.tags.filter import asked_tag, tags_to_choose
from forum.topics.models import PER_PAGE, Topic

DEEPEST = 300  # pages; what is older is found by its board


def latest(request):
    number = page_number(request)
    first = (number - 1) * PER_PAGE
    topics = Topic.objects.visible_to(request.user).not_removed()
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
    return render(request, "latest/latest.html", context)
