"""Lists of topics that can be filtered by a tag: `?tag=bicycles`."""

from django.http import HttpRequest

from forum.pages.addresses import at_address_or_404
from forum.topics.models import Tag, Topic

MOST_CHOICES = 40  # tags in the menu of a list; all of them stand on a page of their own


def tag_in_query(request: HttpRequest) -> Tag | None:
    """Return the tag that a list is filtered by; raise Http404 if there is none of that name."""
    slug = request.GET.get("tag")
    return None if slug is None else at_address_or_404(Tag.objects.all(), slug)


def tags_to_choose(rows: list[Topic], filtered_by: Tag | None) -> list[Tag]:
    """Return tags to filter a list by, if it has topics and no filter yet; only some if there are many."""
    return list(Tag.objects.all()[:MOST_CHOICES]) if rows and filtered_by is None else []
