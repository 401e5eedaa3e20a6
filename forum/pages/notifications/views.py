"""A member's notifications: the list, the link of each, the number at the bell."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import limits
from forum.notifications.groups import GROUPS
from forum.notifications.listing import Entry, entries_of, newest_notifications
from forum.notifications.marking_read import mark_read_later, mark_unread, read_all, read_one
from forum.notifications.models import Notification
from forum.pages.addresses import next_or, number_or_404
from forum.pages.client_limits import limited
from forum.pages.pagination import NewestFirst
from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.topics.reading import is_looked_at

PER_PAGE = 40


@dataclass(frozen=True)
class Day:
    label: str
    entries: list[Entry]


@login_required
@never_cache
@require_safe
def notifications(request: MemberRequest) -> HttpResponse:
    group = group_or_404(request.GET.get("kind", ""))
    if "before" in request.GET:
        rows = Notification.objects.visible_to(request.user, group).select_related("topic", "actor")
        page = NewestFirst.of(request, rows, "raised_at", PER_PAGE)
    else:
        page = NewestFirst.from_newest(newest_notifications(request.user, group, PER_PAGE + 1), PER_PAGE)
    context = {
        "days": by_day(entries_of(page.rows, request.user)),
        "until": page.rows[0].raised_at.isoformat() if page.rows else "",
        "page": page,
        "has_unread": bool(request.bell.unread),
        "group": group,
        "groups": GROUPS.items(),
    }
    return render(request, "notifications/notifications.html", context)


def group_or_404(sent: str) -> str:
    if sent and sent not in GROUPS:
        raise Http404
    return sent


def by_day(entries: list[Entry]) -> list[Day]:
    days: list[Day] = []
    today = timezone.localdate()
    for entry in entries:
        label = day_label(timezone.localdate(entry.raised_at), today)
        if not days or days[-1].label != label:
            days.append(Day(label, []))
        days[-1].entries.append(entry)
    return days


def day_label(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, _("j F") if day.year == today.year else _("j F Y"))


@login_required
@never_cache
@require_safe
def notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Redirect to what it is about. One without posts is marked read by this, unless another site sent the click."""
    rows = Notification.objects.visible_to(request.user).select_related("topic", "actor")
    [entry] = entries_of([get_object_or_404(rows, pk=notification_id)], request.user)
    # A link or picture on another site must not mark anything read.
    is_own_click = request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
    if not entry.kind.has_post and is_own_click and is_looked_at(request):
        mark_read_later(entry.pk, entry.raised_at)
    link = entry.link(request.user)
    if link is None:
        messages.info(request, _("You can no longer see what this was about."))
        return HttpResponseRedirect(reverse("notifications"))
    return HttpResponseRedirect(link.path)


@login_required
@require_POST
@limited("notifications")
def read(request: MemberRequest) -> HttpResponse:
    """Mark one notification read or unread, or all that the list had shown read."""
    page = next_or(request, reverse("notifications"))
    pk = request.POST.get("notification", request.POST.get("unread"))
    if pk is None:
        # Up to what the list showed: whatever was raised since has not been seen.
        until, group = moment_or_404(request.POST.get("until", "")), request.POST.get("kind", "")
        count = read_all(request.user, until, group_or_404(group))
        text = ngettext("%(n)d notification marked as read.", "%(n)d notifications marked as read.", count)
        messages.success(request, text % {"n": count})
        return SeeOther(page)
    rows = Notification.objects.visible_to(request.user)
    notification = get_object_or_404(rows, pk=number_or_404(pk))
    if "notification" in request.POST:
        read_one(request.user, notification)
    elif not mark_unread(request.user, notification):
        messages.info(request, _("A newer notification tells you about this already."))
    return SeeOther(f"{page}#n-{notification.pk}")


def moment_or_404(sent: str) -> datetime:
    try:
        moment = parse_datetime(sent)
        if moment is None or timezone.is_naive(moment):
            raise Http404
        # The first and last day there are have hours that exist in some time zones only.
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error


@require_safe
@cache_control(private=True, no_cache=True)
def count(request: ForumRequest) -> HttpResponse:
    """The number at the bell, for the page's script, which asks often and mostly gets a 304."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("notifications-count", request.user.pk)
    bell = request.bell
    return JsonResponse({"unread": bell.count, "number": bell.number, "label": bell.label})
