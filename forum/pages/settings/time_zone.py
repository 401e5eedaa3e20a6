"""The time zone that a member's device has: set where they have none, offered where they have chosen another."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import time_zones
from forum.pages.addresses import next_or
from forum.pages.client_limits import limited
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther


@login_required
@never_cache
@require_POST
@limited("settings")
def time_zone(request: MemberRequest) -> HttpResponse:
    """Save the zone; with `first` only if the member has none. A script is answered with what was saved."""
    zone = time_zones.listed_zone(request.POST.get("zone", ""))
    if zone is None:
        return HttpResponse(_("There is no such time zone."), status=422, content_type="text/plain")
    rows = get_user_model().objects.filter(pk=request.user.pk)
    if "first" in request.POST:
        # Another tab, or the settings, may have been quicker.
        rows = rows.filter(time_zone="")
    is_saved = bool(rows.update(time_zone=zone))
    if request.accepts("text/html"):
        messages.success(request, _("Times are shown for %(place)s.") % {"place": time_zones.place(zone)})
        return SeeOther(next_or(request, reverse("reading-preferences")))
    return JsonResponse({"saved": is_saved, "place": time_zones.place(zone)})
