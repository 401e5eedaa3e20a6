from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from forum.own_pages.terms import terms_to_accept
from forum.pages.addresses import with_next
from forum.pages.requests import GetResponse
from forum.pages.responses import SeeOther

# What a member may do without accepting anything: read the terms, have their data, leave.
OPEN = {
    "terms", "terms-version", "own-page", "my-data", "my-data-file", "close-account", "manifest", "favicon",
}  # fmt: skip
OPEN_PATHS = ("/accounts/", "/mail/", "/healthz/", "/readyz/", "/files/")


class NewTermsMiddleware:
    """Leads members to new terms that must be accepted, if the owner has it so.

    Only where a page is opened: what somebody has typed is taken first. Admins are never kept out.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # The address first: what tells whether the process is alive asks the database for nothing.
        if request.method != "GET" or is_open(request):
            return None
        terms = request.site_settings.marked_pages.get("terms")
        if not terms or not terms.get("must_be_accepted") or not is_page(request):
            return None
        if not request.user.is_authenticated or request.user.is_superuser:
            return None
        if terms_to_accept(request.user, request.site_settings) is None:
            return None
        return SeeOther(with_next(reverse("terms"), request.get_full_path()))


def is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or match.view_name in OPEN or request.path.startswith(OPEN_PATHS)


def is_page(request: HttpRequest) -> bool:
    """Whether a person opens it, rather than a script or a program."""
    asks_for = request.headers.get("Sec-Fetch-Dest", "document")
    return asks_for == "document" and "text/html" in request.headers.get("Accept", "text/html")
