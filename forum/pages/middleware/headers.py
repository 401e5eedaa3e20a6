from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from forum.pages.requests import GetResponse

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class HeadersMiddleware:
    """Keeps personal pages and errors out of shared caches, and switches off browser features that no forum needs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "Cache-Control" in response.headers:
            return response
        session = getattr(request, "session", None)
        is_own = bool(response.cookies) or (session is not None and not session.is_empty())
        if is_own or response.status_code >= 400 or request.method not in ("GET", "HEAD"):
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, no_cache=True)
        return response
