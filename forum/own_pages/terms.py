"""The forum's terms: the page marked as such, every version of it, and who accepted which when.

The site's settings, which every page reads anyway, hold what pages have to know of the newest version.
"""

from functools import cache
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from accounts.models import Reader, User
from forum.database.prepared_queries import PreparedQuery, stand_ins
from forum.own_pages.models import Audience, OwnPage, TermsAcceptance, TermsVersion
from forum.site.models import SiteSettings

KEPT_FOR = 60 * 60  # seconds in which a process remembers that somebody has accepted
MARKED = ("is_rules", "is_privacy", "is_terms")


@transaction.atomic
def note_terms(page: OwnPage, by: User, *, blocks: bool = False) -> TermsVersion | None:
    """Keep the text of the terms as a new version, if it is one. Until they are published there is none."""
    newest = TermsVersion.objects.select_for_update().order_by("-number").first()
    if not (page.is_terms and page.is_published) or (newest is not None and newest.text == page.text):
        return None
    number = newest.number + 1 if newest else 1
    return TermsVersion.objects.create(
        number=number, text=page.text, html=page.html, made_by=by, must_be_accepted=blocks
    )


def refresh_marked_pages() -> None:
    """After a page has changed, note anew where rules, privacy and terms are, and which version is in force."""
    pages = OwnPage.objects.filter(is_published=True, audience=Audience.EVERYONE)
    marked: dict[str, Any] = {}
    for page in pages:
        for mark in MARKED:
            if getattr(page, mark):
                marked[mark.removeprefix("is_")] = {"name": page.name, "address": page.get_absolute_url()}
    newest = TermsVersion.objects.order_by("-number").first()
    if newest is not None and "terms" in marked:
        marked["terms"] |= {"version": newest.number, "must_be_accepted": newest.must_be_accepted}
    if marked != SiteSettings.current().marked_pages:
        SiteSettings.current().change(marked_pages=marked)


def terms_to_accept(reader: Reader, site: SiteSettings) -> dict[str, Any] | None:
    """What pages say of a version that this member has not accepted yet. Asks the database only until they have."""
    terms: dict[str, Any] | None = site.marked_pages.get("terms")
    if not terms or "version" not in terms or not reader.is_authenticated:
        return None
    key = f"terms:{reader.pk}:{terms['version']}"
    if caches["pages"].get(key):
        return None
    if _acceptances().rows([reader.pk, terms["version"]]):
        caches["pages"].set(key, True, KEPT_FOR)
        return None
    return terms


@cache
def _acceptances() -> PreparedQuery:
    """Asks with the member's number, and that of the version: for each page of those who have not accepted it."""
    member, number = numbers = stand_ins(2)
    accepted = TermsAcceptance.objects.filter(member=member, version__number=number)
    return PreparedQuery(accepted.order_by().values_list("pk")[:1], numbers)


def accept(member: User, number: int) -> bool:
    """Note that the member accepts this version, as they have seen it. False if it is not the newest any more."""
    newest = TermsVersion.objects.order_by("-number").first()
    if newest is None or newest.number != number:
        return False
    TermsAcceptance.objects.bulk_create(
        [TermsAcceptance(member=member, version=newest, at=timezone.now())], ignore_conflicts=True
    )
    return True


def accept_at_sign_up(member: User, site: SiteSettings) -> None:
    """Whoever signs up accepts what the form names."""
    if version := site.marked_pages.get("terms", {}).get("version"):
        accept(member, version)
