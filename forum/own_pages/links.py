"""The owner's links in the menu and at the foot of every page.

They are kept in the site's settings, which every page reads anyway, each with the audience of the page it leads to: so
no link names a page to somebody who may not see it, and none costs a query.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Reader
from forum.own_pages.models import Audience, OwnPage
from forum.site.models import SiteSettings
from forum.site.slugs import find_by_slug

MOST = 5  # in each place
LONGEST_NAME, LONGEST_ADDRESS = 40, 300
NOBODY = "nobody"
PAGES = "/pages/"


class Place(models.TextChoices):
    MENU = "menu", gettext_lazy("Menu")
    FOOT = "foot", gettext_lazy("Foot")


def validate_address(address: str) -> None:
    """Raise ValidationError unless it leads to a page of this forum or to a site with https."""
    wrong = ValidationError(
        _("Write a web address that begins with https://, or a path on this forum such as /pages/rules/."),
        "address",
    )
    if not address.isprintable() or any(sign in address for sign in " \\<>\"'`"):
        raise wrong
    try:
        split = urlsplit(address)
    except ValueError as error:
        raise wrong from error
    is_path = (
        not split.scheme and not split.netloc and address.startswith("/") and not address.startswith("//")
    )
    if not (is_path or (split.scheme == "https" and split.hostname)):
        raise wrong


def save_links(rows: Iterable[Mapping[str, str]]) -> None:
    """Replace all links by these: each with its `place`, `name` and `address`."""
    links = [{name: row[name] for name in ("place", "name", "address")} for row in rows]
    SiteSettings().change(links=_with_audiences(links))


@transaction.atomic
def refresh_links() -> None:
    """After a page has changed, note anew who may see the links that lead to it."""
    links = SiteSettings.current().links
    if links:
        SiteSettings().change(links=_with_audiences(links))


def _with_audiences(links: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**link, "audience": _audience_of(link["address"])} for link in links]


def _audience_of(address: str) -> str:
    if not address.startswith(PAGES):
        return Audience.EVERYONE
    slug = urlsplit(address).path.removeprefix(PAGES).strip("/")
    page = find_by_slug(OwnPage.objects.all(), slug)
    return page.audience if page is not None and page.is_published else NOBODY


def links_for(
    reader: Reader | None, links: Iterable[Mapping[str, Any]], place: str
) -> list[Mapping[str, Any]]:
    """Return the links in this place that the reader may see."""
    audiences = {Audience.EVERYONE}
    if reader is not None and reader.is_authenticated:
        audiences.add(Audience.MEMBERS)
    return [link for link in links if link["place"] == place and link["audience"] in audiences]
