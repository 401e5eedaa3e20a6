"""A member's drafts: to go on with, to read, to throw away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.drafts import saving
from forum.drafts.saving import Content
from forum.pages.addresses import next_or
from forum.pages.drafts.rows import rows_of
from forum.pages.drafts.saving_by_script import forget_in_session
from forum.pages.drafts.sent_content import known_sequence, sent_content
from forum.pages.pagination import Pages
from forum.pages.posts.waiting import rows_of as waiting_rows_of
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.undo_messages import success_with_undo
from forum.posts.models import PendingPost
from forum.refusals import Refusal

PER_PAGE = 30
DISCARDED = "discarded-draft"  # the last one, for the button that takes it back


@login_required
@never_cache
@require_safe
def drafts(request: MemberRequest) -> HttpResponse:
    written = request.user.drafts.written().order_by("-saved_at", "-pk")
    pages = Pages.of(request, reverse("drafts"), written.count(), PER_PAGE)
    waiting = PendingPost.objects.filter(author=request.user).order_by("-pk") if pages.number == 1 else []
    context = {
        "waiting": waiting_rows_of(waiting, request.site_settings),
        "rows": rows_of(request.user, written[pages.slice], request.site_settings),
        "pages": pages,
        "days": request.site_settings.draft_days,
    }
    return render(request, "drafts/drafts.html", context)


@login_required
@never_cache
@require_safe
def draft(request: MemberRequest, draft_id: int) -> HttpResponse:
    """The whole text, also of one whose place is closed or gone."""
    written = get_object_or_404(request.user.drafts.written(), pk=draft_id)
    return render(
        request, "drafts/draft.html", {"row": rows_of(request.user, [written], request.site_settings)[0]}
    )


@login_required
@require_POST
def discard(request: MemberRequest) -> HttpResponse:
    """Throw away the draft of `?place=`; a button in its form sends the text of the box along, for taking it back."""
    place = request.GET.get("place", "")
    draft = saving.find(request.user, place)
    content = sent_content(request.POST, place)
    if content.is_empty and draft:
        content = Content(draft.body, draft.title, draft.fields)
    try:
        saving.discard(request.user, place, known=known_sequence(request.POST))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return SeeOther(next_or(request, reverse("drafts")))
    forget_in_session(request, place)
    if not content.is_empty:
        fields = {"body": content.body, "title": content.title, "fields": content.fields}
        request.session[DISCARDED] = {"place": place} | fields
        success_with_undo(request, _("Draft discarded."), reverse("draft-restore"))
    return SeeOther(next_or(request, reverse("drafts")))


@login_required
@require_POST
def restore(request: MemberRequest) -> HttpResponse:
    """Bring back the draft that was discarded last in this browser, unless there is a newer one."""
    kept = request.session.get(DISCARDED)
    if kept is None:
        return SeeOther(next_or(request, reverse("drafts")))
    place, content = kept["place"], Content(kept["body"], kept["title"], kept["fields"])
    present = saving.find(request.user, place)
    known = present.sequence if present and present.is_empty else 0
    try:
        saving.save(request.user, place, content, known=known)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        del request.session[DISCARDED]
        messages.success(request, _("Draft restored."))
    return SeeOther(next_or(request, reverse("drafts")))
