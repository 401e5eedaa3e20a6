"""Ticking a task box in one's own post, which saves the post as an edit."""

import re

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.pages.addresses import number_or_404
from forum.pages.posts.lookup import post_or_404
from forum.pages.requests import ForumRequest
from forum.posts import revising, rules
from forum.posts.post_text import TextRefused, render_text
from forum.refusals import Refusal

BOX = re.compile(r"^((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)[ xX](\])")


@require_POST
def tick(request: ForumRequest, post_id: int) -> HttpResponse:
    """Tick the box on the line `line` of the post's text, or clear it without `done`; 409 if the text has changed."""
    post = post_or_404(request, post_id)
    if not request.user.is_authenticated or post.author_id != request.user.pk:
        raise PermissionDenied
    if not rules.can_edit(request.user, post, request.site_settings):
        raise PermissionDenied
    lines = post.source.split("\n")
    line = number_or_404(request.POST.get("line", "")) - 1
    was, is_done = request.POST.get("was", ""), "done" in request.POST
    found = BOX.match(lines[line]) if 0 <= line < len(lines) else None
    if found is None or (was and was != str(post.revision)):
        return refused(_("This post has changed since. Load the page again."), 409)
    lines[line] = f"{found[1]}{'x' if is_done else ' '}{found[2]}{lines[line][found.end() :]}"
    try:
        options = request.site_settings.markup_options
        text = render_text("\n".join(lines), request.user, options, before=post.html)
        post = revising.revise_own(request.user, post, text, base=post.revision)
    except (Refusal, TextRefused) as refusal:
        return refused(str(refusal), getattr(refusal, "status", 422))
    return HttpResponse(str(post.revision), content_type="text/plain")


def refused(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
