from typing import Any

from django.http import HttpRequest

from forum.own_pages.links import Place, links_for
from forum.site.models import SiteSettings, StartPage

START_PAGES = {StartPage.BOARDS: "home", StartPage.LATEST: "latest", StartPage.FOLLOWING: "my-follows"}


def site(request: HttpRequest) -> dict[str, Any]:
    """The forum's name and settings, the reader's theme and density, and where the name leads, for every template."""
    # An error page may come before the middleware.
    settings = getattr(request, "site_settings", None) or SiteSettings.current()
    reader = getattr(request, "user", None)
    is_member = reader is not None and reader.is_authenticated
    return {
        "forum": settings,
        "theme": (is_member and reader.theme) or settings.default_theme,
        "density": (is_member and reader.list_density) or settings.default_density,
        "menu_links": links_for(reader, settings.links, Place.MENU),
        "foot_links": links_for(reader, settings.links, Place.FOOT),
        "start_page": START_PAGES.get(reader.start_page, "home") if is_member else "home",
    }
