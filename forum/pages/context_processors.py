from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Reader
from forum.announcements.banners import Banner, banners_for, moments
from forum.once import Once
from forum.own_pages.links import Place, links_for
from forum.own_pages.terms import terms_to_accept
from forum.pages.requests import itself
from forum.pages.store.page_notes import changes_at
from forum.site.choices import StartPage
from forum.site.models import SiteSettings

START_PAGES = {StartPage.BOARDS: "home", StartPage.LATEST: "latest", StartPage.FOLLOWING: "my-follows"}


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask: the forum's settings, the reader's theme and density, where the name leads."""
    # An error page may come before the middleware.
    site_settings = itself(getattr(request, "site_settings", None)) or SiteSettings.current()
    reader = itself(getattr(request, "user", None))
    changes_at(request, *moments(site_settings.banners))
    member = reader if reader is not None and reader.is_authenticated else None
    return {
        "forum": site_settings,
        "has_mail": settings.HAS_MAIL,
        "theme": (member and member.theme) or site_settings.default_theme,
        "density": (member and member.list_density) or site_settings.default_density,
        # Asked for by the frame of a page alone.
        "banners": banners_on(request, reader, site_settings),
        "menu_links": links_for(reader, site_settings.links, Place.MENU),
        "marked_pages": site_settings.marked_pages,
        "foot_pages": foot_pages(site_settings),
        "terms_to_accept": Once(
            lambda: terms_to_accept(reader, site_settings) if reader is not None else None
        ),
        "foot_links": links_for(reader, site_settings.links, Place.FOOT),
        "start_page": START_PAGES.get(member.start_page, "home") if member else "home",
    }


def banners_on(
    request: HttpRequest, reader: Reader | None, site_settings: SiteSettings
) -> Callable[[], list[Banner]]:
    """The banners of this page, found out once however often it is put together."""
    known: Callable[[], list[Banner]] | None = getattr(request, "banners", None)
    if known is None:
        known = Once(lambda: banners_for(reader, site_settings.banners))
        request.banners = known  # type: ignore[attr-defined]
    return known


def foot_pages(site_settings: SiteSettings) -> list[dict[str, Any]]:
    """Rules, privacy and terms, but for those to which a link of the owner’s leads anyway."""
    linked = {link["address"] for link in site_settings.links}
    return [page for page in site_settings.marked_pages.values() if page["address"] not in linked]
