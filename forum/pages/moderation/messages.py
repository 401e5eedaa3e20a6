"""Showing a reported message to a moderator who asks for it, for which there is no other way."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.appeals.appeal_queue import APPEALS
from forum.moderation import message_acts
from forum.moderation.message_reports import MESSAGE_REPORTS, show
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.queue import gone
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.refusals import Refusal
from forum.reports.models import Report


@moderators_only
@require_POST
def show_message(request: MemberRequest, report_id: int) -> HttpResponse:
    """For who has to decide about the report, or about an appeal against what was done after it."""
    if (report := MESSAGE_REPORTS.open_to(request.user).filter(pk=report_id).first()) is not None:
        return shown(request, report, f"{MESSAGE_REPORTS.name}-{report.pk}")
    removals = {"entry__report": report_id, "entry__act": message_acts.remove.name}
    appeal = APPEALS.open_to(request.user).filter(**removals).first()
    if appeal is not None and appeal.entry.report is not None:
        return shown(request, appeal.entry.report, f"{APPEALS.name}-{appeal.pk}", for_appeal=True)
    return gone(request, MESSAGE_REPORTS, report_id)


def shown(request: MemberRequest, report: Report, place: str, *, for_appeal: bool = False) -> HttpResponse:
    try:
        show(request.user, report, for_appeal=for_appeal)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return SeeOther(f"{reverse('moderate')}#{place}")
