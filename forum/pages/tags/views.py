from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.boards.models import permissions_of
from forum.pages.follows.control import Control
from forum.pages.old_addresses import views as old_addresses
from forum.pages.pagination import Pages
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.topics.lists import list_page
from forum.pages.topics.sorting import Sorting, order_in_query
from forum.reading.unread import muted_and_unread
from forum.site.absolute_addresses import absolute
from forum.site.slugs import find_by_slug
from forum.topics.models import PER_PAGE, Tag, Topic
from forum.topics.tag_counts import tag_counts

NAMES = 100  # of tags on a page


@require_safe
def tags(request: ForumRequest) -> HttpResponse:
    """All tags. Their names are set by staff, and no secret of any board; the numbers are of topics the reader sees."""
    pages = Pages.of(request, reverse("tags"), Tag.objects.count(), NAMES)
    counts = tag_counts(permissions_of(request.user).boards("see"), request.site_settings.version)
    rows = [(tag, counts[tag.pk].topics if tag.pk in counts else 0) for tag in Tag.objects.all()[pages.slice]]
    return render(request, "tags/tags.html", {"rows": rows, "pages": pages})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The topics with a tag, on every board the reader sees."""
    tag = find_by_slug(Tag.objects.all(), slug)
    if tag is None:
        return old_addresses.tag(request, slug)
    if tag.slug != slug:
        return moved_to(request, tag.get_absolute_url())
    sorting = Sorting(tag.get_absolute_url(), order_in_query(request))
    topics = Topic.objects.visible_to(request.user).filter(tags=tag)
    pages = Pages.of(request, sorting.path, topics.count(), PER_PAGE, sorting.query)
    rows = list_page(topics.sorted_by(sorting.order), pages)
    muted, unread = muted_and_unread(request.user, rows)
    control = Control(request.user, tag, pages.here)
    control.record_visit(request)
    context = {
        "tag": tag,
        "topics": rows,
        "muted": muted,
        "unread": unread,
        "pages": pages,
        "sorting": sorting,
        "control": control,
        "canonical": absolute(sorting.canonical(pages.number)),
    }
    return render(request, "tags/tag.html", context)
