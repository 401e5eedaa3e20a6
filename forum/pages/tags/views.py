from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.follows.selection import muted_among
from forum.pages.follows.control import Control
from forum.pages.old_addresses import views as old_addresses
from forum.pages.pagination import Pages
from forum.pages.responses import moved_to
from forum.pages.topics.lists import list_page
from forum.site.slugs import find_by_slug
from forum.topics.models import PER_PAGE, Tag, Topic

NAMES = 100  # of tags on a page


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """All tags. Their names are set by staff, and no secret of any board."""
    pages = Pages.of(request, reverse("tags"), Tag.objects.count(), NAMES)
    return render(request, "tags/tags.html", {"tags": Tag.objects.all()[pages.slice], "pages": pages})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The topics with a tag, on every board the reader sees."""
    tag = find_by_slug(Tag.objects.all(), slug)
    if tag is None:
        return old_addresses.tag(request, slug)
    if tag.slug != slug:
        return moved_to(request, tag.get_absolute_url())
    topics = Topic.objects.visible_to(request.user).filter(tags=tag)
    pages = Pages.of(request, tag.get_absolute_url(), topics.count(), PER_PAGE)
    rows = list_page(topics.newest_first(), pages)
    control = Control(request.user, tag, pages.here)
    control.record_visit(request)
    muted = muted_among(rows, request.user)
    context = {"tag": tag, "topics": rows, "muted": muted, "pages": pages, "control": control}
    return render(request, "tags/tag.html", context)
