from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.pages.requests import GetResponse

SAFE = ("GET", "HEAD", "OPTIONS")
# Where they sign out, look after their account and mark what they have read.
OWN = ("/accounts/", "/settings/", "/notifications/", "/unread/", "/announcements/")


class WaitingMembersMiddleware:
    """Lets members who wait for approval read, and nothing else: whatever form there is, they can’t send it yet."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method in SAFE or request.path.startswith(OWN):
            return None
        if not request.user.is_authenticated or request.user.waits_since is None:
            return None
        typed = max(request.POST.getlist("body"), default="")
        return render(request, "accounts/waiting.html", {"typed": typed}, status=403)
