"""An edit that waits for approval: its author sees both texts, and can take it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.drafts.withdrawing import withdraw_edit
from forum.pages.posts.addresses import post_address
from forum.pages.posts.comparing import compare_if_allowed
from forum.pages.posts.lookup import post_or_404
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.approval import html_of, words_for_author, words_for_origin
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit, waiting_edit_of
from forum.refusals import Refusal


def to_edited(request: ForumRequest, edited: Post | PendingEdit) -> SeeOther:
    """Back to the post; with word, if it still says what it said before."""
    if isinstance(edited, PendingEdit):
        messages.info(
            request, _("Your edit is waiting for approval. Until then others see the text as it was before.")
        )
    post = edited.post if isinstance(edited, PendingEdit) else edited
    return SeeOther(post_address(request.user, post))


@login_required
@never_cache
@require_safe
def waiting_edit(request: MemberRequest, post_id: int) -> HttpResponse:
    post = post_or_404(request, post_id)
    pending = waiting_edit_of(request.user, post)
    if pending is None:
        raise Http404
    context = {
        "pending": pending,
        "why": words_for_author(pending),
        "held_by": words_for_origin(pending),
        "html": html_of(pending, request.site_settings),
        "differences": compare_if_allowed(request.user, post.source, pending.source),
    }
    return single_post_page(request, post, "posts/waiting_edit.html", context)


@login_required
@require_POST
def withdraw(request: MemberRequest, post_id: int) -> HttpResponse:
    post = post_or_404(request, post_id)
    try:
        draft = withdraw_edit(request.user, post)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. Your text is a draft again.") if draft else _("Withdrawn."))
    return SeeOther(post_address(request.user, post))
