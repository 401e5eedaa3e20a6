"""The newest notifications, for the list that a script opens below the bell."""

from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import limits
from forum.notifications.listing import entries_of
from forum.notifications.models import Notification
from forum.pages.requests import ForumRequest

MOST = 8


@require_safe
@never_cache
def newest(request: ForumRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("notifications-newest", request.user.pk)
    rows = Notification.objects.visible_to(request.user).select_related("topic", "actor")
    notifications = list(rows.order_by("-raised_at", "-pk")[:MOST])
    context = {
        "entries": entries_of(notifications, request.user),
        "until": notifications[0].raised_at.isoformat() if notifications else "",
        "has_unread": bool(request.bell.unread),
    }
    return render(request, "notifications/_newest.html", context)
