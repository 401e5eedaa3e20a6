from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _

from forum.pages.requests import GetResponse

HEALTH_CHECKS = {"/healthz/", "/readyz/"}


class HostMiddleware:
    """Refuses requests for other hosts before anything else logs each with a traceback."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in HEALTH_CHECKS:
            # Monitoring calls an address, not a forum.
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        try:
            request.get_host()
        except DisallowedHost:
            text = _("This address leads to no forum. The one here is at %s.") % settings.FORUM_URL
            return HttpResponseBadRequest(f"{text}\n", content_type="text/plain; charset=utf-8")
        return self.get_response(request)
