from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffMiddleware:
    """Where STAFF_NEED_TWO_FACTOR is set, the admin opens only to those who have a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.STAFF_NEED_TWO_FACTOR or request.resolver_match.namespace != "admin":
            return None
        if request.resolver_match.url_name == "logout" or not request.user.is_staff:
            return None
        if is_mfa_enabled(request.user, FACTORS):
            return None
        messages.warning(
            request, _("The admin opens once your account has a second factor. Set one up here.")
        )
        return HttpResponseRedirect(reverse("mfa_index"))
