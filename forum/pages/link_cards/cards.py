"""The cards on a page of posts, by the addresses of their pages: one query, and none where no link stands alone."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from forum.fetching import digest_of
from forum.link_cards.models import LinkCard
from forum.link_cards.noting import KEPT_FOR, MOST, note_shown
from forum.markup.link_cards import Card, card_addresses
from forum.posts.models import Post
from forum.site.models import SiteSettings

State = LinkCard.State


def cards_of(posts: Iterable[Post], site: SiteSettings) -> dict[str, Card]:
    """Return them; what is not known yet, or old, is noted for the worker."""
    if not site.shows_link_cards:
        return {}
    addresses = {post.pk: found for post in posts if (found := card_addresses(post.html)[:MOST])}
    wanted = {digest_of(address): address for found in addresses.values() for address in found}
    if not wanted:
        return {}
    rows = {wanted[row.digest]: row for row in LinkCard.objects.filter(digest__in=wanted)}
    for post_id, found in addresses.items():
        if any(is_to_be_fetched(rows.get(address)) for address in found):
            note_shown(post_id)
    return {address: card_of(row) for address, row in rows.items() if row.title}


def is_to_be_fetched(row: LinkCard | None) -> bool:
    if row is None:
        return True
    if row.done_at is None or row.state not in (State.READY, State.FAILED):
        return False
    return row.done_at < timezone.now() - KEPT_FOR


def card_of(row: LinkCard) -> Card:
    picture = reverse("card-picture", args=[row.key]) if row.stored_as else ""
    return Card(row.title, row.description, picture, row.width, row.height)
