"""A member's settings about following, notifications, and whom they ignore."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum.follows import following
from forum.follows.models import Follow, FollowPreference, Level
from forum.mail import suppressed_addresses
from forum.notifications.channels import CHANNELS
from forum.notifications.models import NotificationPreference
from forum.pages.client_limits import limited
from forum.pages.forms import posted
from forum.pages.responses import SeeOther
from forum.pages.settings.notification_forms import (
    FollowPreferencesForm,
    IgnoreForm,
    NotificationPreferencesForm,
)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def following_preferences(request):
    sent = posted(request)
    form = FollowPreferencesForm(sent, instance=FollowPreference.of(request.user))
    if sent is not None and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return SeeOther(reverse("following-preferences"))
    return render(request, "settings/following.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def notification_preferences(request):
    sent = posted(request)
    form = NotificationPreferencesForm(sent, preference=NotificationPreference.of(request.user))
    if sent is not None and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return SeeOther(reverse("notification-preferences"))
    context = {
        "form": form,
        "channels": [channel.label for channel in CHANNELS.values()],
        "is_dead": bool(request.user.email) and suppressed_addresses.is_suppressed(request.user.email),
    }
    return render(request, "settings/notifications.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("follow")
def ignored(request):
    form = IgnoreForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        following.mute(request.user, form.member)
        messages.success(request, _("You ignore %(name)s from now on.") % {"name": form.member.full_name})
        return SeeOther(reverse("ignored"))
    rows = Follow.objects.filter(member=request.user, person__isnull=False, level=Level.MUTE)
    context = {"form": form, "rows": rows.select_related("person").order_by("person__username")}
    return render(request, "settings/ignored.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@limited("follow")
def stop_ignoring(request, username):
    member = get_object_or_404(get_user_model().objects.named(username))
    row = Follow.objects.filter(member=request.user, person=member, level=Level.MUTE)
    if row.exists():
        following.unfollow(request.user, member)
        messages.success(request, _("You no longer ignore %(name)s.") % {"name": member.full_name})
    return SeeOther(reverse("ignored"))
