"""What a post said before: a page of its versions, and the text of one of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from forum.pages.paging import Pages, page_number, pages_for
from forum.posts.models import Post

VERSIONS = 50  # on a page


def history_page(request, post: Post) -> dict:
    """The versions on the page asked for, and the one that `?version=` names: the newest of the page, if none."""
    versions = post.revisions.select_related("written_by")
    count = pages_for(versions.count(), VERSIONS)
    pages = Pages(reverse("post-history", args=[post.pk]), page_number(request), count)
    first = (pages.number - 1) * VERSIONS
    listed = list(versions.defer("source", "html")[first : first + VERSIONS])
    asked, shown = request.GET.get("version", ""), None
    if asked:
        if not (asked.isascii() and asked.isdecimal() and len(asked) <= 9):
            raise Http404
        shown = get_object_or_404(versions, number=int(asked))
    elif listed:
        shown = versions.get(pk=listed[0].pk)
    return {"versions": listed, "shown": shown, "pages": pages}
