from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from forum.announcements.banners import dismiss
from forum.announcements.models import Announcement
from forum.pages.addresses import next_or
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther


def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    shown = get_object_or_404(Announcement.objects.visible_to(request.user), pk=announcement_id)
    return render(request, "announcements/announcement.html", {"announcement": shown})


@require_POST
@login_required
def dismiss_banner(request: MemberRequest, announcement_id: int) -> HttpResponse:
    """Take a banner away for this member, and lead back to where they were."""
    dismiss(
        request.user, get_object_or_404(Announcement.objects.visible_to(request.user), pk=announcement_id)
    )
    return SeeOther(next_or(request, "/"))
