from typing import Any

from django.conf import settings
from django.http import HttpRequest

from forum.own_pages.links import Place, links_for
from forum.site.models import SiteSettings, StartPage

START_PAGES = {StartPage.BOARDS: "home", StartPage.LATEST: "latest", StartPage.FOLLOWING: "my-follows"}


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask: the forum's settings, the reader's theme and density, where the name leads."""
    # An error page may come before the middleware.
    site_settings = getattr(request, "site_settings", None) or SiteSettings.current()
    reader = getattr(request, "user", None)
    is_member = reader is not None and reader.is_authenticated
    return {
        "forum": site_settings,
        "has_mail": settings.HAS_MAIL,
        "theme": (is_member and reader.theme) or site_settings.default_theme,
        "density": (is_member and reader.list_density) or site_settings.default_density,
        "menu_links": links_for(reader, site_settings.links, Place.MENU),
        "foot_links": links_for(reader, site_settings.links, Place.FOOT),
        "start_page": START_PAGES.get(reader.start_page, "home") if is_member else "home",
    }
