"""Making cards, one at a time, by the worker: the page fetched and read, its picture drawn anew and stored."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import Error, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import images
from forum.attachments import files
from forum.fetching import (
    PICTURE_TYPES,
    FetchFailed,
    FetchRefused,
    count_today,
    fetch,
    has_time,
    put_off,
    put_off_on_trouble,
    wait_of,
)
from forum.images import Bounds, ImageRefused, Picture, Shape
from forum.link_cards.models import NO_CONTENT, LinkCard, LinkCardUse
from forum.link_cards.reading import PageFacts, read_page
from forum.posts.models import Post
from forum.posts.readers import have_readers
from forum.site.models import SiteSettings
from forum.topics.kept_pages import renew_kept_pages

HTML = ("text/html", "application/xhtml+xml")
READ = 256 * 1024  # bytes of a page: what it says of itself is at its beginning
SECONDS = 8.0
PICTURE = Bounds(5 * 1024 * 1024, 10_000, 25_000_000, ("PNG", "JPEG", "WEBP", "GIF"))
SMALLEST = 48  # pixels; what is smaller is a sign, not a picture
SHAPE = Shape(400, 400, format="WEBP")
FOLDER = "cards"
MOST_A_DAY = 100  # pages to which one member was the first to link, those that could not be had yet too
PUT_OFF_FOR = timedelta(days=1)
MOST_TOPICS = 50  # that show a change at once, the newest posts' first; others do within a minute

State = LinkCard.State


def fetch_due(is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Make one card that waits; return whether there was one. Other work has its turn before the next."""
    if is_stopped() or not has_time() or not SiteSettings.current().shows_link_cards:
        return 0
    claimed = LinkCard.objects.claim(1)
    for card in claimed:
        if card.begin():
            make_card(card)
    return len(claimed)


def make_card(card: LinkCard) -> None:
    """Fetch the page of a card that this worker has claimed, or note why not."""
    if not is_wanted(card):
        card.settle(State.WAITING, attempts=0, due_at=timezone.now() + PUT_OFF_FOR)
        return
    if seconds := wait_of(card.wanted_by_id):
        put_off(card, seconds)
        return
    with put_off_on_trouble(card, lambda why: give_up(card, why)):
        page = fetch(
            card.address,
            types=HTML,
            largest=READ,
            seconds=SECONDS,
            cuts=True,
            member_id=card.wanted_by_id,
        )
        facts = read_page(page.body, page.charset, page.address)
        picture = picture_of(facts, card.wanted_by_id)
        if facts.title:
            keep(card, facts, picture)
        else:
            give_up(card, _("The page has no title."))


def is_wanted(card: LinkCard) -> bool:
    """Whether others than staff can read a post that has the link, and its author had not too much fetched today."""
    uses = LinkCardUse.objects.filter(card=card)
    if not have_readers(Post.objects.filter(pk__in=uses.values("post"))):
        return False
    others = LinkCard.objects.filter(wanted_by=card.wanted_by_id).exclude(pk=card.pk)
    return card.wanted_by_id is None or count_today(others) < MOST_A_DAY


def picture_of(facts: PageFacts, member_id: int | None) -> Picture | None:
    """A card does without one where it cannot be had at once."""
    if not facts.picture:
        return None
    try:
        fetched = fetch(
            facts.picture,
            types=PICTURE_TYPES,
            largest=PICTURE.bytes,
            seconds=SECONDS,
            member_id=member_id,
        )
        [picture] = images.redraw(fetched.body, [SHAPE], least=SMALLEST, bounds=PICTURE)
    except (FetchFailed, FetchRefused, ImageRefused):
        return None
    return picture


def keep(card: LinkCard, facts: PageFacts, picture: Picture | None) -> None:
    """Store the picture, then the row. A file that is left without a row is found later."""
    content: dict[str, Any] = NO_CONTENT | {"title": facts.title, "description": facts.description}
    if picture:
        content |= {
            "stored_as": f"{FOLDER}/{files.new_name().partition('/')[2]}",
            "size": len(picture.content),
            "width": picture.width,
            "height": picture.height,
        }
        files.keep(content["stored_as"], picture.content)
    try:
        is_kept = settle(card, State.READY, error="", **content)
    except Error:
        raise  # the row is written once the database is back: see `settle` in `forum.jobs.queue`
    except BaseException:
        delete_picture(content["stored_as"])
        raise
    if not is_kept:
        delete_picture(content["stored_as"])


def give_up(card: LinkCard, why: str) -> None:
    """The page is gone, or says nothing: what an old card said of it is no more true."""
    settle(card, State.FAILED, error=why, **NO_CONTENT)


def settle(card: LinkCard, state: str, **changes: Any) -> bool:
    """End the claim, and have pages show what is so now. Return whether the claim was this worker's."""
    former = card.stored_as
    with transaction.atomic():
        # Topics before what hangs on their posts, as everybody does.
        renew_topics(card)
        is_mine = card.settle(state, done_at=timezone.now(), **changes)
        if is_mine and former != card.stored_as:
            transaction.on_commit(lambda: delete_picture(former))
    return is_mine


def renew_topics(card: LinkCard) -> None:
    uses = LinkCardUse.objects.filter(card=card).order_by("-post_id")
    renew_kept_pages(set(uses.values_list("post__topic", flat=True)[:MOST_TOPICS]))


def delete_picture(stored_as: str) -> None:
    files.delete_files([stored_as] if stored_as else [])
