from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.boards.models import permissions_of
from forum.database.unindexed import UnindexedIn
from forum.pages.follows.control import Control
from forum.pages.old_addresses import views as old_addresses
from forum.pages.pagination import BeyondLast, Pages, page_number, pages_for
from forum.pages.requests import ForumRequest
from forum.pages.responses import moved_to
from forum.pages.topic_lists.filter import ListFilter
from forum.pages.topics.lists import list_page
from forum.pages.topics.sorting import Sorting, order_in_query
from forum.reading.unread import muted_and_unread
from forum.site.absolute_addresses import absolute
from forum.site.slugs import find_by_slug
from forum.topics.filtering import ALL, filtered, tagged_on_board
from forum.topics.models import PER_PAGE, Tag, Topic, TopicQuerySet
from forum.topics.tag_counts import MANY, tag_counts

NAMES = 100  # of tags on a page


@require_safe
def tags(request: ForumRequest) -> HttpResponse:
    """All tags. Their names are set by staff, and no secret of any board; the numbers are of topics the reader sees."""
    pages = Pages.of(request, reverse("tags"), Tag.objects.count(), NAMES)
    counts = tag_counts(permissions_of(request.user).boards("see"), request.site_settings.version)
    rows = [(tag, counts[tag.pk].topics if tag.pk in counts else 0) for tag in Tag.objects.all()[pages.slice]]
    return render(request, "tags/tags.html", {"rows": rows, "pages": pages})


@require_safe
def tag(request: ForumRequest, slug: str) -> HttpResponse:
    """The topics with a tag, on every board the reader sees."""
    tag = find_by_slug(Tag.objects.all(), slug)
    if tag is None:
        return old_addresses.tag(request, slug)
    if tag.slug != slug:
        return moved_to(request, tag.get_absolute_url())
    sorting = Sorting(tag.get_absolute_url(), order_in_query(request))
    topics, count = tagged(request, tag)
    pages = Pages.of(request, sorting.path, count, PER_PAGE, sorting.query)
    rows = list_page(topics.sorted_by(sorting.order), pages)
    if not rows and pages.number > 1:
        raise BeyondLast(pages.address(pages_for(topics.count(), PER_PAGE)))
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


def tagged(request: ForumRequest, tag: Tag) -> tuple[TopicQuerySet, int]:
    """The topics with the tag, and how many there are: of many, as many as there were some minutes ago.

    Moderators see those that are removed as well, which are in no count that is kept, and are few.
    """
    permissions = permissions_of(request.user)
    wanted = ListFilter(request, None, (tag,)).wanted
    known, depth = wanted.with_tags.get(tag.pk, 0), page_number(request) * PER_PAGE
    if not permissions.boards("moderate"):
        topics = filtered(Topic.objects.all(), permissions, wanted, depth)
        if known > MANY:
            return topics, known
        return topics, filtered(Topic.objects.all(), permissions, wanted, ALL).count()
    seen = Topic.objects.visible_to(permissions)
    if known <= MANY:
        topics = seen.filter(tags=tag)
        return topics, topics.count()
    boards = permissions.boards("see") | permissions.boards("moderate")
    # All that they see, so that SQLite takes no index of boards for them, and sorts all topics.
    walked = seen.filter(UnindexedIn(F("board_id"), sorted(boards)))
    removed = seen.filter(tags=tag, removed_at__isnull=False).count()
    return tagged_on_board(walked, (tag,), wanted.with_tags, wanted.all_topics, depth), known + removed
