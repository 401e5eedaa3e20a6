"""What moderators did, for everybody to read; the owner switches it on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.boards.models import permissions_of
from forum.moderation import acts
from forum.moderation.models import LogEntry
from forum.moderation.public_log import is_all_public, public_entries
from forum.pages.pagination import NewestFirst
from forum.pages.requests import ForumRequest
from forum.posts.models import Post
from forum.topics.models import Topic

PER_PAGE = 40


@dataclass(frozen=True)
class PublicRow:
    entry: LogEntry
    words: str
    address: str  # of the topic or post, while visitors see it
    title: str


@require_safe
def public_log(request: ForumRequest) -> HttpResponse:
    """The same for all readers, so that it tells nobody more than a visitor."""
    site = request.site_settings
    if not site.shows_public_log:
        raise Http404
    page = NewestFirst.of(request, public_entries(), "created_at", PER_PAGE)
    context = {"rows": rows_of(page.rows), "page": page, "with_names": site.names_in_public_log}
    return render(request, "moderation/public_log.html", context)


def rows_of(found: Iterable[LogEntry]) -> list[PublicRow]:
    """Those of these entries that speak of nothing but public boards, as a visitor may know of them."""
    visitor = AnonymousUser()
    boards = set(permissions_of(visitor).boards("see"))
    entries = [entry for entry in found if is_all_public(entry, boards)]
    topic_ids = {entry.topic_id for entry in entries if entry.topic_id}
    topics = set(Topic.objects.visible_to(visitor).filter(pk__in=topic_ids).values_list("pk", flat=True))
    post_ids = {entry.post_id for entry in entries if entry.post_id}
    removed = set(Post.objects.filter(pk__in=post_ids).exclude(removed_at=None).values_list("pk", flat=True))
    rows = []
    for entry in entries:
        thing = entry.post or entry.topic
        is_seen = entry.topic_id in topics and entry.post_id not in removed
        title = entry.topic.title if entry.topic and entry.topic_id in topics else ""
        address = thing.get_absolute_url() if thing and is_seen else ""
        rows.append(PublicRow(entry, acts.words_of(entry), address, title))
    return rows
