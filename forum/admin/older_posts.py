"""Formatting older posts again, from the admin: the worker does it, and the forum stays open."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.admin.base import log_change
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther
from forum.rerendering.job import is_under_way, request_rerendering
from forum.rerendering.stored_texts import POST
from forum.site.models import SiteSettings


def older_posts(request: ForumRequest) -> HttpResponse:
    if request.method == "POST":
        if request_rerendering(is_all="all" in request.POST):
            log_change(request, SiteSettings.current(), _("Asked for texts to be formatted again."))
            messages.success(
                request, _("The worker formats them again. Reload this page to see how far it is.")
            )
        else:
            messages.warning(request, _("The worker is still formatting them."))
        return SeeOther(reverse("admin:older_posts"))
    context = {
        **admin.site.each_context(request),
        "title": _("Older posts"),
        "older_count": POST.rows().count(),
        "is_under_way": is_under_way(),
    }
    return TemplateResponse(request, "admin/site_settings/older_posts.html", context)
