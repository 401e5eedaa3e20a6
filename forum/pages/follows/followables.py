"""What can be followed, as addresses name it: a topic, a board, a tag or a member."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.follows.models import Followable, kind_of
from forum.pages.addresses import at_address_or_404
from forum.pages.topics.lookup import any_topic_or_404
from forum.site.page_addresses import page_address
from forum.topics.models import Tag, Topic


def followable_or_404(reader: Reader, kind: str, where: dict[str, Any]) -> Followable:
    """Return what the captured parts of an address name. Raise Http404 if the reader may not see it."""
    if kind == "topic":
        return any_topic_or_404(reader, where["topic_id"])
    if kind == "person":
        return get_object_or_404(User.objects.named(where["username"]), closed_at=None, waits_since=None)
    if kind == "board":
        return at_address_or_404(Board.objects.visible_to(reader), where["slug"])
    return at_address_or_404(Tag.objects.all(), where["slug"])


def address_of(thing: Followable) -> str:
    """The page of the thing itself."""
    return page_address("member", thing.username) if isinstance(thing, User) else thing.get_absolute_url()


def act_address(thing: Followable, act: str) -> str:
    """Return the address to "follow" or "unfollow" a thing, of its "followers" or its "feed"."""
    if isinstance(thing, Topic):
        words: list[Any] = [thing.pk, thing.slug]
    else:
        words = [thing.username if isinstance(thing, User) else thing.slug]
    return page_address(f"{kind_of(thing)}-{act}", *words)
