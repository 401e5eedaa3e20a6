"""A member's conversations, and the page of one."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import limits
from forum.boards.models import permissions_of
from forum.conversations import rules
from forum.conversations.listing import conversations_of, rows_of
from forum.conversations.searching import messages_found
from forum.markup.excerpts import excerpt
from forum.pages.client_limits import person_or_network
from forum.pages.conversations.nothing_yet import nothing_yet, sees_nothing_yet
from forum.pages.pagination import Pages
from forum.pages.posts.addresses import per_page
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, moved_to
from forum.pages.topics.lookup import conversation_of
from forum.pages.topics.page import page_in_query, pages_at, rendered_page
from forum.posts.page_numbers import page_of
from forum.posts.posts_for_page import first_seen_by
from forum.topics.models import Topic

PER_PAGE = 30
LONGEST_EXCERPT = 300  # characters


@login_required
@never_cache
@require_safe
def conversations(request: MemberRequest) -> HttpResponse:
    if line := request.GET.get("q", "").strip():
        return search(request, line)
    topics = conversations_of(request.user)
    pages = Pages.of(request, request.path, topics.count(), PER_PAGE)
    shown = list(topics.select_related("author", "last_poster")[pages.slice])
    context = {
        "rows": rows_of(request.user, shown),
        "pages": pages,
        "moderates": bool(permissions_of(request.user).boards("moderate")),
        "why_not": rules.why_not_start(request.user, request.site_settings),
    }
    return render(request, "conversations/conversations.html", context)


def search(request: MemberRequest, line: str) -> HttpResponse:
    """What `?q=` finds in the reader's own conversations."""
    limits.enforce("search", person_or_network(request))
    posts = messages_found(request.user, line, request.site_settings.search_language)
    pages = Pages.of(request, request.path, len(posts), PER_PAGE, urlencode({"q": line}))
    found = [(post, excerpt(post.text, LONGEST_EXCERPT)) for post in posts[pages.slice]]
    context = {"line": line, "found": found, "count": len(posts), "pages": pages}
    return render(request, "conversations/found.html", context)


@login_required
@never_cache
@require_safe
def conversation(request: MemberRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = conversation_or_404(request, topic_id)
    if slug != topic.slug:
        return moved_to(request, topic.get_absolute_url())
    if sees_nothing_yet(request.user, topic):
        return nothing_yet(request, topic)
    size = per_page(request.user)
    number, first = page_in_query(request, size), page_of(first_seen_by(request.user, topic), size)
    if number < first:
        return SeeOther(pages_at(topic, first, size).address(first))
    return rendered_page(request, topic, pages_at(topic, number, size))


@login_required
@require_safe
def by_number(request: MemberRequest, topic_id: int) -> HttpResponse:
    return moved_to(request, conversation_or_404(request, topic_id).get_absolute_url())


def conversation_or_404(request: MemberRequest, topic_id: int) -> Topic:
    topic = conversation_of(request.user, topic_id)
    if topic is None:
        raise Http404
    return topic
