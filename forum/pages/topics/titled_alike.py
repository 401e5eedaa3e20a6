"""Topics about the same thing as one that is being written, by its title: a quiet line below it."""

from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Reader
from forum import limits
from forum.pages.requests import ForumRequest
from forum.search.similar_topics import topics_titled_like
from forum.topics.models import Topic

MOST = 5


@require_safe
@cache_control(private=True, max_age=60)
def titled_alike(request: ForumRequest) -> HttpResponse:
    """The line, as an HTML fragment; empty if there are none."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("search-suggestions", request.user.pk)
    topics = alike_topics(request.user, request.GET.get("title", ""))
    return render(request, "topics/_titled_alike.html", {"titled_alike": topics})


def alike_topics(reader: Reader, title: str) -> list[Topic]:
    return topics_titled_like(title.replace("\x00", ""), reader, MOST)
