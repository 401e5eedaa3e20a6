"""Showing a reported message to a moderator who asks for it, for which there is no other way."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.moderation.message_reports import MESSAGE_REPORTS, show
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.queue import gone
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.refusals import Refusal


@moderators_only
@require_POST
def show_message(request: MemberRequest, report_id: int) -> HttpResponse:
    report = MESSAGE_REPORTS.open_to(request.user).filter(pk=report_id).first()
    if report is None:
        return gone(request, MESSAGE_REPORTS, report_id)
    try:
        show(request.user, report)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return SeeOther(f"{reverse('moderate')}#{MESSAGE_REPORTS.name}-{report.pk}")
