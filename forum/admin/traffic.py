"""What the last day asked of the forum, for admins."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from forum.admin.base import member_of
from forum.traffic.families import FAMILIES
from forum.traffic.last_day import last_day


def traffic(request: HttpRequest) -> HttpResponse:
    if not member_of(request).is_superuser:
        raise PermissionDenied
    family = request.GET.get("family", "")
    family = family if family in FAMILIES else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Traffic of the last day"),
        "day": last_day(family),
        "is_counted": settings.TRAFFIC_IS_COUNTED,
        "family": family,
        "family_label": FAMILIES.get(family),
    }
    return TemplateResponse(request, "admin/traffic/traffic.html", context)
