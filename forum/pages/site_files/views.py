from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from forum.pages.requests import ForumRequest
from forum.site.models import SiteSettings

PAPER = "#fbfaf7"


def favicon(request: ForumRequest) -> HttpResponse:
    """For pages that do not name the icon themselves, as the admin's."""
    forum = request.site_settings
    return HttpResponseRedirect(forum.icons.get("size_32") or forum.drawn_icon_address)


def manifest(request: ForumRequest) -> HttpResponse:
    """What devices need to know to put the forum among their apps."""
    return JsonResponse(manifest_of(request.site_settings), content_type="application/manifest+json")


def manifest_of(forum: SiteSettings) -> dict[str, Any]:
    icons = [
        {"src": address, "sizes": "x".join([size.removeprefix("size_")] * 2), "type": "image/png"}
        for size, address in forum.icons.items()
    ]
    if not icons:
        icons = [{"src": forum.drawn_icon_address, "sizes": "any", "type": "image/svg+xml"}]
    return {
        "id": "/",
        "name": forum.name,
        "short_name": forum.name[:12].strip(),
        "description": forum.tagline,
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": f"#{forum.light_accent}",
        "icons": icons,
    }
