"""The versions of a post: a page of the list, and the text of one."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from forum.pages.addresses import row_number
from forum.pages.pagination import Pages
from forum.posts.models import Post

VERSIONS = 50  # on a page


def versions_on_page(request: HttpRequest, post: Post) -> dict[str, Any]:
    """Return the versions on the requested page, and the one in `?version=`, else the newest of the page."""
    versions = post.revisions.select_related("written_by")
    pages = Pages.of(request, reverse("post-history", args=[post.pk]), versions.count(), VERSIONS)
    listed = list(versions.defer("source", "html")[pages.slice])
    revision, number = None, request.GET.get("version", "")
    if number:
        revision = get_object_or_404(versions, number=row_number(number) or 0)
    elif listed:
        revision = versions.get(pk=listed[0].pk)
    return {"versions": listed, "revision": revision, "pages": pages}
