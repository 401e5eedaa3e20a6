"""The page about notifications and following: several forms, each saved by its own button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.follows.models import FollowPreference
from forum.mail import suppressed_addresses
from forum.notifications.channels import CHANNELS
from forum.notifications.models import NotificationPreference
from forum.pages.client_limits import limited
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.settings.notification_forms import (
    AutomaticFollowingForm,
    EmailsForm,
    FollowLevelsForm,
    NotificationPreferencesForm,
)

FormMaker = Callable[[User, QueryDict | None], Any]

FORMS: dict[str, FormMaker] = {
    "kinds": lambda member, sent: NotificationPreferencesForm(
        sent, preference=NotificationPreference.of(member)
    ),
    "emails": lambda member, sent: EmailsForm(sent, preference=NotificationPreference.of(member)),
    "levels": lambda member, sent: FollowLevelsForm(sent, instance=FollowPreference.of(member)),
    "automatic": lambda member, sent: AutomaticFollowingForm(sent, instance=FollowPreference.of(member)),
}
SAVED: dict[str, Promise] = {
    "kinds": _("Your notifications are saved."),
    "emails": _("Your email settings are saved."),
    "levels": _("Your defaults are saved."),
    "automatic": _("Automatic following is saved."),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def notification_preferences(request: MemberRequest, part: str = "kinds") -> HttpResponse:
    """Show the page, or save the form of this part of it."""
    page, is_sent = reverse("notification-preferences"), request.method == "POST"
    if not is_sent and part != "kinds":
        return SeeOther(f"{page}#{part}")
    forms = {
        name: make(request.user, request.POST if is_sent and name == part else None)
        for name, make in FORMS.items()
    }
    if is_sent and forms[part].is_valid():
        forms[part].save()
        messages.success(request, str(SAVED[part]))
        return SeeOther(page)
    context = forms | {
        "channels": [channel.label for channel in CHANNELS.values()],
        "is_suppressed": bool(request.user.email) and suppressed_addresses.is_suppressed(request.user.email),
    }
    return render(request, "settings/notifications.html", context, status=422 if is_sent else 200)
