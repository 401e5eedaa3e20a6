"""Which links of a post are to have cards, written down by the worker once the post is there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forum.database.deferred_writes import WriteBuffer
from forum.fetching import digest_of
from forum.jobs.enqueuing import enqueue
from forum.legal_holds.holding import is_held
from forum.link_cards.models import LinkCard, LinkCardUse
from forum.markup.link_cards import card_addresses
from forum.posts.models import Post
from forum.posts.readers import have_readers
from forum.site.models import SiteSettings

JOB = "links.shown"
MOST = 5  # of one post; further ones stay links
KEPT_FOR = timedelta(days=30)  # then a page that is read has its links fetched again

State = LinkCard.State


def note_links(*, post_id: int, **_: Any) -> None:
    """A consequence of a post that was published, changed or read: pages that are new here wait to be fetched."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None or not SiteSettings.current().shows_link_cards:
        return
    addresses = card_addresses(post.html)[:MOST]
    if addresses and not have_readers(Post.objects.filter(pk=post_id)):
        addresses = []
    _note(post, addresses)


def note_links_of_posts(jobs: list[dict[str, Any]]) -> None:
    """The same for several posts."""
    if SiteSettings.current().shows_link_cards:
        for job in jobs:
            note_links(**job)


@transaction.atomic
def _note(post: Post, addresses: Sequence[str]) -> None:
    ids = _locked({digest_of(address): address for address in addresses}, post)
    if not is_held(post):
        LinkCardUse.objects.filter(post=post).exclude(card__in=ids).delete()
    uses = [LinkCardUse(post=post, card_id=pk) for pk in ids]
    LinkCardUse.objects.bulk_create(uses, ignore_conflicts=True)
    old = LinkCard.objects.filter(is_old(), pk__in=ids)
    old.update(state=State.WAITING, attempts=0, due_at=timezone.now(), done_at=None, error="")


def _locked(addresses: Mapping[str, str], post: Post) -> list[int]:
    """Return the ids of the cards for these addresses by their digests, new ones among them."""
    ids: list[int] = []
    cards = LinkCard.objects.filter(digest__in=addresses)
    # In one order, so that of two posts with the same links one waits for the other. What was there at the first look
    # may be purged as unused before it is locked.
    for _attempt in range(2 if addresses else 0):
        new = [
            LinkCard(address=address, digest=digest, wanted_by_id=post.author_id)
            for digest, address in sorted(addresses.items())
        ]
        LinkCard.objects.bulk_create(new, ignore_conflicts=True)
        ids = list(cards.select_for_update(no_key=True).order_by("digest").values_list("pk", flat=True))
        if len(ids) == len(addresses):
            break
    return ids


def is_old() -> Q:
    return Q(state__in=[State.READY, State.FAILED], done_at__lt=timezone.now() - KEPT_FOR)


def _write_shown(posts: dict[int, int]) -> None:
    today = timezone.now().date().isoformat()
    for post_id in sorted(posts):
        enqueue(JOB, key=f"{JOB}:{post_id}:{today}", post_id=post_id)


# Once a day for each post, however often it is read.
SHOWN = WriteBuffer("links shown", _write_shown)


def note_shown(post_id: int) -> None:
    """A page shows a post with links whose pages are not known yet, or have not been looked at for a month."""
    SHOWN.note(post_id, 1)
