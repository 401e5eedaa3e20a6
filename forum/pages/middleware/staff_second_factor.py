from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.pages.requests import GetResponse

GUARDED = {"admin", "setup"}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffMiddleware:
    """If STAFF_NEED_TWO_FACTOR is set, opens the admin only to those who have a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.STAFF_NEED_TWO_FACTOR or match is None or match.namespace not in GUARDED:
            return None
        if match.url_name == "logout" or not request.user.is_staff:
            return None
        if is_mfa_enabled(request.user, FACTORS):
            return None
        messages.warning(
            request, _("The admin opens once your account has a second factor. Set one up here.")
        )
        return HttpResponseRedirect(reverse("mfa_index"))
