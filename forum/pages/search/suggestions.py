"""Topics whose titles fit what is being typed, for the list below a field that searches."""

from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forum import limits
from forum.pages.client_limits import person_or_network
from forum.pages.requests import ForumRequest
from forum.search.analysis import words
from forum.search.engines import engine
from forum.search.query import Query, parse
from forum.site.absolute_addresses import absolute
from forum.topics.models import Topic

MOST = 6


def being_typed(query: Query) -> Query:
    """The same with a last word that may go on: whatever begins with it fits."""
    if not query.terms or not query.terms[-1].stems:
        return query
    *others, last = query.terms
    if (
        last.exact and len(last.stems) == 1
    ):  # C++ and .NET: without their signs they would be the beginning of much else
        return query
    word = ["", *words(last.written, query.language)][-1]
    if word.isascii() and len(word) == 1:  # begins a tenth of all words
        return query
    beginning = last.stems[-1]
    # A longer word has a stem that begins like both the word and its own stem, as far as these agree.
    while word and not word.startswith(beginning):
        beginning = beginning[:-1]
    typed = replace(last, stems=(*last.stems[:-1], beginning), exact="", is_prefix=True)
    return replace(query, terms=(*others, typed))


def suggested_topics(request: ForumRequest) -> list[Topic]:
    limits.enforce("search-suggestions", person_or_network(request))
    language = request.site_settings.search_language
    query = parse(request.GET.get("q", ""), {"in": ["title"]}, request.user, language=language)
    hits = (
        engine().match(being_typed(query), request.user, "relevance", slice(0, MOST)).hits
        if query.terms
        else ()
    )
    topics = Topic.objects.visible_to(request.user).not_removed().select_related("board")
    by_id = topics.in_bulk([hit.topic_id for hit in hits])
    return [by_id[hit.topic_id] for hit in hits if hit.topic_id in by_id]


@require_safe
@cache_control(private=True, max_age=60)
def suggestions(request: ForumRequest) -> HttpResponse:
    found = [
        {"title": topic.title, "board": topic.its_board.name, "address": topic.get_absolute_url()}
        for topic in suggested_topics(request)
    ]
    response = JsonResponse({"topics": found})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(private=True, max_age=60)
def browser_suggestions(request: ForumRequest) -> HttpResponse:
    """The same for the bar of a browser, as OpenSearch has it: what was typed, then titles, boards and addresses."""
    topics = suggested_topics(request)
    found = [
        request.GET.get("q", ""),
        [topic.title for topic in topics],
        [topic.its_board.name for topic in topics],
        [absolute(topic.get_absolute_url()) for topic in topics],
    ]
    response = JsonResponse(found, safe=False, content_type="application/x-suggestions+json")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
