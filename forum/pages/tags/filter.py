"""Lists of topics that can be filtered by a tag: `?tag=bicycles`."""

from django.http import Http404, HttpRequest

from forum.site.slugs import at_address
from forum.topics.models import Tag, Topic

MOST_CHOICES = 40  # tags in the menu of a list; all of them stand on a page of their own


def asked_tag(request: HttpRequest) -> Tag | None:
    """The tag that a list is filtered by; one that is none is a 404, as any other page that is not there."""
    asked = request.GET.get("tag")
    if asked is None:
        return None
    tag = at_address(Tag.objects.all(), asked[:60].replace("\x00", ""))
    if tag is None:
        raise Http404
    return tag


def tags_to_choose(rows: list[Topic], asked: Tag | None) -> list[Tag]:
    """Tags to filter a list by, where there is something to filter and no filter yet: some, if there are many."""
    return list(Tag.objects.all()[:MOST_CHOICES]) if rows and asked is None else []
