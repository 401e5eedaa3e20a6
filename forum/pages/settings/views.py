"""What members set for themselves: profile, following, notifications, whom they ignore, and closing their account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum import limits
from forum.follows import following
from forum.follows.models import Follow, FollowPreference
from forum.mail import suppressed_addresses
from forum.members import closing_accounts
from forum.notifications.channels import CHANNELS
from forum.notifications.models import NotificationPreference
from forum.pages.client_limits import limited
from forum.pages.forms import posted
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.pages.settings.forms import (
    ClosingForm,
    FollowPreferencesForm,
    IgnoreForm,
    NotificationPreferencesForm,
    ProfileForm,
)
from forum.site.models import SiteSettings


@login_required
@never_cache
@limited("settings")
def profile(request: MemberRequest) -> HttpResponse:
    # The form works on a row of its own: until it is saved, the page keeps calling the member by the old name.
    form = ProfileForm(posted(request), instance=get_user_model().objects.get(pk=request.user.pk))
    if not form.is_valid():
        return form_page(request, "settings/profile.html", {"form": form})
    is_renamed = "display_name" in form.changed_data
    if is_renamed:
        limits.enforce("shown-name", request.user.pk)
    form.save()
    if is_renamed:
        SiteSettings.bump()  # visitors' cached pages show the name
    return saved(request, "settings")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def following_preferences(request: MemberRequest) -> HttpResponse:
    form = FollowPreferencesForm(posted(request), instance=FollowPreference.of(request.user))
    if not form.is_valid():
        return form_page(request, "settings/following.html", {"form": form})
    form.save()
    return saved(request, "following-preferences")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def notification_preferences(request: MemberRequest) -> HttpResponse:
    form = NotificationPreferencesForm(posted(request), preference=NotificationPreference.of(request.user))
    if form.is_valid():
        form.save()
        return saved(request, "notification-preferences")
    context = {
        "form": form,
        "channels": [channel.label for channel in CHANNELS.values()],
        "is_suppressed": bool(request.user.email) and suppressed_addresses.is_suppressed(request.user.email),
    }
    return form_page(request, "settings/notifications.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("follow")
def ignored(request: MemberRequest) -> HttpResponse:
    form = IgnoreForm(posted(request), by=request.user)
    if form.is_valid():
        following.mute(request.user, form.member)
        messages.success(request, _("You ignore %(name)s from now on.") % {"name": form.member.full_name})
        return SeeOther(reverse("ignored"))
    mutes = Follow.objects.muted().of_kind("person").filter(member=request.user)
    context = {"form": form, "mutes": mutes.select_related("person").order_by("person__username")}
    return form_page(request, "settings/ignored.html", context)


@login_required
@require_POST
@limited("follow")
def stop_ignoring(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(get_user_model().objects.named(username))
    if Follow.objects.muted().of(member).filter(member=request.user).exists():
        following.unfollow(request.user, member)
        messages.success(request, _("You no longer ignore %(name)s.") % {"name": member.full_name})
    return SeeOther(reverse("ignored"))


@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def close(request: MemberRequest) -> HttpResponse:
    form = ClosingForm(posted(request))
    if form.is_valid():
        try:
            closing_accounts.close(request.user)
        except closing_accounts.LastAdmin as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is closed."))
            return SeeOther(reverse("home"))
    return form_page(request, "settings/close.html", {"form": form})


def saved(request: MemberRequest, page: str) -> SeeOther:
    messages.success(request, _("Your settings are saved."))
    return SeeOther(reverse(page))
