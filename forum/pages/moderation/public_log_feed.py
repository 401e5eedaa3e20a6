"""What moderators did, for everybody, as a feed: the same rows as on the page."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import limits
from forum.moderation.public_log import public_entries
from forum.pages.client_limits import client_network
from forum.pages.etags import etag_of, unless_unchanged
from forum.pages.feeds.atom import MOST, Feed, atom_response, clean, identity_of
from forum.pages.members.addresses import full_address
from forum.pages.moderation.public_log import PublicRow, rows_of
from forum.pages.requests import ForumRequest
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings


@require_safe
def public_log_feed(request: ForumRequest) -> HttpResponse:
    site = request.site_settings
    if not site.shows_public_log:
        raise Http404
    limits.enforce("public-feed", client_network(request))
    with translation.override(settings.LANGUAGE_CODE):
        content = feed_of(site).writeString("utf-8")
    return unless_unchanged(request, etag_of(content), lambda: atom_response(content))


def feed_of(site: SiteSettings) -> Feed:
    page = reverse("public-log")
    feed = Feed(
        title=f"{_('What moderators did')} · {site.name}",
        page=page,
        address=reverse("public-log-feed"),
        identity=identity_of("/feed/of/log/"),
        language=settings.LANGUAGE_CODE,
    )
    for row in rows_of(public_entries().order_by("-created_at", "-pk")[:MOST]):
        entry, who = row.entry, name_of(row, site)
        feed.add_item(
            title=clean(f"{who} {row.words} {thing_of(row, site)}"),
            link=absolute(row.address or page),
            description=clean("\n".join(reasons_of(row))),
            html="",
            unique_id=identity_of(f"/log/{entry.pk}/"),
            author_name=clean(who),
            author_page=full_address(entry.by) if entry.by and site.names_in_public_log else "",
            pubdate=entry.created_at,
            updateddate=entry.created_at,
        )
    return feed


def name_of(row: PublicRow, site: SiteSettings) -> str:
    by = row.entry.by
    if by is None:
        return _("Automatically")
    return by.full_name if site.names_in_public_log else _("A moderator")


def thing_of(row: PublicRow, site: SiteSettings) -> str:
    entry = row.entry
    if entry.member:
        return entry.member.full_name if site.names_in_public_log else _("a member")
    if row.address:
        return f"#{entry.post.number} {row.title}" if entry.post else row.title
    return f"{_('a post in')} {row.title}" if row.title else _("a topic that was removed")


def reasons_of(row: PublicRow) -> list[str]:
    """The rule and the reason; what was written about a member is for them alone."""
    entry = row.entry
    rule = [_("Rule: %(rule)s") % {"rule": entry.rule}] if entry.rule else []
    return [*rule, entry.reason] if entry.reason and entry.topic else rule
