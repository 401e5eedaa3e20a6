from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from forum.pages.requests import GetResponse

NAMESPACES = {"admin", "setup"}
# What else only staff can do, or see more of than moderators of a board: all of `/moderate/`, and acts on members.
MODERATING = "moderate"
PAGES = {"member-act", "member-clean-up"}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffMiddleware:
    """If STAFF_NEED_TWO_FACTOR is set, opens what staff work with only to those of them who have a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.STAFF_NEED_TWO_FACTOR or match is None or not is_guarded(match):
            return None
        if not (request.user.is_staff or request.user.is_superuser):
            return None
        if is_mfa_enabled(request.user, FACTORS):
            return None
        sentence = _(
            "Staff need two-factor authentication to open the admin and to moderate. Set it up here."
        )
        messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("mfa_index"))


def is_guarded(match: ResolverMatch) -> bool:
    if match.namespace in NAMESPACES:
        return match.url_name != "logout"
    name = match.url_name or ""
    return not match.namespace and (name in PAGES or name.split("-")[0] == MODERATING)
