"""The terms in their versions, and accepting the newest one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.own_pages.models import TermsAcceptance, TermsVersion
from forum.own_pages.terms import accept, terms_to_accept
from forum.pages.addresses import next_or, row_number
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: ForumRequest) -> HttpResponse:
    """The versions, the newest first and whole. A POST accepts the version that it names."""
    if not request.user.is_authenticated and request.method == "POST":
        return to_sign_in(request.path)
    if request.method == "POST" and request.user.is_authenticated:
        if accept(request.user, row_number(request.POST.get("version", "")) or 0):
            return SeeOther(next_or(request, reverse("home")))
        messages.warning(request, _("The terms have changed meanwhile. Please look at the new ones."))
        return SeeOther(reverse("terms"))
    newest, *former = in_force(request)
    accepted = None
    if request.user.is_authenticated:
        accepted = TermsAcceptance.objects.filter(member=request.user, version=newest).first()
    context = {
        "version": newest,
        "former": former,
        "accepted": accepted,
        "name": request.site_settings.marked_pages.get("terms", {}).get("name", _("Terms")),
        "asks": terms_to_accept(request.user, request.site_settings),
        "next": request.GET.get("next", ""),
    }
    return render(request, "own_pages/terms.html", context)


@require_safe
def version(request: ForumRequest, number: int) -> HttpResponse:
    """What an earlier version said."""
    in_force(request)
    found = get_object_or_404(TermsVersion, number=number)
    name = request.site_settings.marked_pages.get("terms", {}).get("name", _("Terms"))
    return render(request, "own_pages/terms.html", {"version": found, "name": name, "is_former": True})


def in_force(request: ForumRequest) -> list[TermsVersion]:
    """All versions, the newest first. Not there while the page of the terms is not published for everybody."""
    is_published = "terms" in request.site_settings.marked_pages
    versions = list(TermsVersion.objects.order_by("-number")) if is_published else []
    return versions or [get_object_or_404(TermsVersion, pk=None)]
