"""The search page. Each search is an address of its own: it can be linked to, kept and gone back to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum import limits
from forum.pages.client_limits import person_or_network
from forum.pages.pagination import Pages
from forum.pages.requests import ForumRequest
from forum.pages.search.asked import Asked
from forum.pages.search.forms import Fields, SearchForm, folded_fields
from forum.pages.search.members import members_named
from forum.pages.search.results import Results, by_topic
from forum.search.engines import MOST_COUNTED, NO_MATCHES
from forum.search.finding import Findings, find
from forum.search.query import parse
from forum.search.reindexing import is_changing

TOPICS_PER_PAGE = 10
POSTS_PER_PAGE = 20  # where one topic is searched


@require_safe
def search(request: ForumRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    if asked.is_any:
        limits.enforce("search", person_or_network(request))
    query = parse(asked.text, asked.filters, request.user, language=request.site_settings.search_language)
    is_waiting = query.is_empty or asked.is_place_only
    findings = Findings(NO_MATCHES, query)
    if not is_waiting:
        findings = find(query, request.user, asked.order, slice(0, MOST_COUNTED))
    found = found_on_page(request, asked, findings)
    is_first = found["pages"].number == 1 and not is_waiting
    shown = Fields.of(asked, request.user, query)
    # Once one has searched, what narrows the search is one line above what was found.
    is_open = asked.is_narrowed and bool(is_waiting or query.field_problems)
    context = {
        "asked": asked,
        "fields": folded_fields(shown, asked.without_filters, is_open=is_open),
        "chosen": SearchForm(shown).chosen if asked.is_narrowed and not is_open else None,
        "query": query,
        "is_waiting": is_waiting,
        "findings": findings,
        "is_changing": not is_waiting and is_changing(),
        "is_over": findings.matches.count > MOST_COUNTED,
        "hints": [(hint, asked.address(q=hint.line)) for hint in query.operator_hints],
        "meant": asked.address(q=findings.suggestion) if findings.suggestion else "",
        "members": members_named(asked, request.user) if is_first else [],
    }
    return render(request, "search/search.html", context | found)


def found_on_page(request: ForumRequest, asked: Asked, findings: Findings) -> dict[str, Any]:
    """What the page in `?page=` shows: topics with their best posts, or posts where one topic is searched."""
    query, hits = findings.query, findings.matches.hits
    results = Results(asked, query, request.user)
    groups = [] if query.topic else by_topic(hits)
    rows, size = (len(hits), POSTS_PER_PAGE) if query.topic else (len(groups), TOPICS_PER_PAGE)
    pages = Pages.of(request, reverse("search"), rows, size, asked.query)
    if query.topic:
        return {"pages": pages, "posts": results.posts(hits[pages.slice])}
    return {"pages": pages, "topics": results.topics(groups[pages.slice])}
