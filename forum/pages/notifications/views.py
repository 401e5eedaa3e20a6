"""What a member has been told: the list, the way to each, the number at the bell."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
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
from forum.follows.models import Follow
from forum.notifications import security, sentences
from forum.notifications.marking_read import note_read, read_all, read_one
from forum.notifications.models import Notification
from forum.pages.addresses import row_number
from forum.pages.client_limits import limited
from forum.pages.pagination import NewestFirst
from forum.pages.responses import SeeOther
from forum.pages.topics.reading import is_looked_at
from forum.posts.models import Post
from forum.topics.models import Topic

PER_PAGE = 40


@dataclass(frozen=True)
class Day:
    label: str
    notifications: list[Notification]


@login_required
@never_cache
@require_safe
def notifications(request):
    rows = Notification.objects.visible_to(request.user).select_related("topic", "actor")
    page = NewestFirst.of(request, rows, "raised_at", PER_PAGE)
    sentences.say_what_is_left(page.rows, request.user)
    context = {
        "days": by_day(page.rows),
        "until": page.rows[0].raised_at.isoformat() if page.rows else "",
        "page": page,
        "has_unread": bool(request.bell.ringing),
    }
    return render(request, "notifications/notifications.html", context)


def by_day(shown: list[Notification]) -> list[Day]:
    days: list[Day] = []
    today = timezone.localdate()
    for notification in shown:
        label = day_label(timezone.localdate(notification.raised_at), today)
        if not days or days[-1].label != label:
            days.append(Day(label, []))
        days[-1].notifications.append(notification)
    return days


def day_label(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "j F" if day.year == today.year else "j F Y")


@login_required
@never_cache
@require_safe
def notification(request, notification_id):
    """On to what it is about. One without posts to read is read by this, unless another site sent the click."""
    found = get_object_or_404(
        Notification.objects.visible_to(request.user).select_related("actor"), pk=notification_id
    )
    sentences.say_what_is_left([found], request.user)
    is_own_click = request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
    if not found.as_kind.has_post and is_own_click and is_looked_at(request):
        note_read(found.pk, found.raised_at)
    address = leads_to(request.user, found)
    if address is None:
        messages.info(request, _("You can no longer see what this was about."))
        return HttpResponseRedirect(reverse("notifications"))
    return HttpResponseRedirect(address)


def leads_to(reader, notification: Notification) -> str | None:
    if notification.kind == "followed":
        return whose_page(reader, notification)
    if notification.kind == "security":
        return reverse(security.page_of(notification.detail.get("event", "")))
    post = Post.objects.placed_for(reader).filter(pk=notification.post_id or 0).first()
    if post is not None and not post.is_removed:
        return post.get_absolute_url()
    topic = Topic.objects.visible_to(reader).filter(pk=notification.topic_id or 0).first()
    if topic is None:
        return None
    return reverse("topic-unread", args=[topic.pk, topic.slug])


def whose_page(reader, notification: Notification) -> str:
    actor = notification.actor
    if notification.count == 1 and actor is not None and actor.closed_at is None:
        shown = Follow.objects.filter(member=actor, person=reader, is_shown=True).exists()
        if shown:
            return reverse("member", args=[actor.username])
    return reverse("person-followers", args=[reader.username])


@login_required
@require_POST
@limited("notifications")
def read(request):
    """Mark one notification read, or all that the list had shown."""
    one = request.POST.get("notification")
    if one is not None:
        found = get_object_or_404(Notification.objects.visible_to(request.user), pk=as_id(one))
        read_one(request.user, found)
        messages.success(request, _("Marked as read."))
    else:
        count = read_all(request.user, as_moment(request.POST.get("until", "")))
        told = ngettext("%(n)d notification marked as read.", "%(n)d notifications marked as read.", count)
        messages.success(request, told % {"n": count})
    return SeeOther(reverse("notifications"))


def as_id(asked: str) -> int:
    number = row_number(asked)
    if number is None:
        raise Http404
    return number


def as_moment(asked: str) -> datetime:
    try:
        moment = parse_datetime(asked)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise Http404
    return moment


@require_safe
@cache_control(private=True, no_cache=True)
def count(request):
    """The number at the bell, for the page's script: asked for again and again, so mostly answered by 304."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("notifications-count", request.user.pk)
    bell = request.bell
    return JsonResponse({"unread": bell.count, "number": bell.number, "label": bell.label})
