"""Somebody else saved a post while one was editing it: what differs, and both texts put together."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.pages.addresses import row_number
from forum.pages.posts.comparing import compare_if_allowed
from forum.pages.requests import ForumRequest
from forum.posts import rules
from forum.posts.merging import merge
from forum.posts.models import Post
from forum.posts.revisions import Revision

MERGE = "merge"  # the button; its value is the version that the editor started from


def conflict_context(request: HttpRequest, post: Post, mine: str, started_from: int) -> dict[str, Any]:
    """What the page shows beside the form: the text that was saved, and where the editor's differs from it."""
    reader = cast("User", request.user)  # who sent the form
    return {
        "newer": post,
        "differences": compare_if_allowed(reader, post.source, mine),
        "started_from": started_from,
    }


def merged_text(request: ForumRequest, post: Post, mine: str) -> tuple[str, str]:
    """Return the text of both, and a sentence that says what is to be looked at."""
    base = text_of_version(request, post, row_number(request.POST.get(MERGE, "")) or 0)
    merged = merge(base, post.source, mine)
    if not merged.overlaps:
        return merged.text, _("Both texts are in the box now. Read it through, then save.")
    words = ngettext(
        "Both texts are in the box now. In %(count)d place they differ: there the saved words come first, then yours. "
        "Choose, then save.",
        "Both texts are in the box now. In %(count)d places they differ: there the saved words come first, then yours. "
        "Choose, then save.",
        merged.overlaps,
    )
    return merged.text, words % {"count": merged.overlaps}


def text_of_version(request: ForumRequest, post: Post, number: int) -> str | None:
    """The text that the editor started from, if it was kept and the history would show it to them."""
    if number == post.revision:
        return post.source
    if not rules.can_see_history(request.user, post, request.site_settings):
        return None
    versions = Revision.objects.readable_by(request.user, post).filter(number=number)
    return versions.values_list("source", flat=True).first()
